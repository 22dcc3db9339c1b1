'use client';
import { KeyText } from '#components/flow/key-text.tsx';
import { SeeHealth } from '#components/flow/see-health.tsx';
import { useLeadOn } from '#components/live/use-lead-on.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Time } from '#components/ui/time.tsx';

/** What has the key is stored, and its flow is not made yet; it takes the place of this as soon as it is. */
export function FlowToCome({ flowKey, since }: { flowKey: string; since: string }) {
  useLeadOn();
  return (
    <>
      <h1 className="sr-only">Flow not ready yet</h1>
      <EmptyState title="This flow is still being made">
        <p role="status">
          Records with the key <KeyText text={flowKey} /> are stored, too many to be put together for one page. The oldest that waits was stored at <Time at={since} style="millis" />.
        </p>
        <p>The flow is shown here by itself as soon as it is made. Health says how far behind that is.</p>
        <p>
          <SeeHealth />
        </p>
      </EmptyState>
    </>
  );
}
