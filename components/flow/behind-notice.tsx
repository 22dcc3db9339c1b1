import { Time } from '#components/ui/time.tsx';
import type { FlowDetail } from '#lib/contracts/flows.ts';

/** Says that more is stored than is drawn, before anyone takes what is missing for what never happened. */
export function BehindNotice({ since }: { since: FlowDetail['behindSince'] }) {
  if (since === undefined) return null;
  return (
    <p role="note" className="shrink-0 border-b border-line bg-warn-soft px-4.5 py-1.5 text-sm text-warn">
      Records that were stored since <Time at={since} style="millis" /> may belong to this flow and are not in it yet: it is drawn anew when they are.
    </p>
  );
}
