'use client';
import Link from 'next/link';
import { useLeadOn } from '#components/live/use-lead-on.ts';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { shortText } from '#components/ui/short-text.ts';
import { Time } from '#components/ui/time.tsx';

/** What has the key is stored, and its flow is not made yet; it takes the place of this as soon as it is. */
export function FlowToCome({ flowKey, since }: { flowKey: string; since: string }) {
  useLeadOn();
  return (
    <>
      <h1 className="sr-only">Flow not ready yet</h1>
      <EmptyState title="This flow is still being made">
        <p role="status">
          Records with the key <bdi className="font-mono text-sm text-ink [overflow-wrap:anywhere]">{shortText(flowKey)}</bdi> are stored, too many to be put together for one page. The oldest that waits was stored at <Time at={since} style="millis" />.
        </p>
        <p>The flow is shown here by itself as soon as it is made. Health says how far behind that is.</p>
        <p>
          <Link href="/health" className={buttonClasses()}>
            See health
          </Link>
        </p>
      </EmptyState>
    </>
  );
}
