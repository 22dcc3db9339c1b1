import { formatCount } from '#components/ui/format.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';

/** Says what is left out, before anyone takes the part for the whole. */
export function TruncatedNotice({ truncated }: { truncated: FlowDetail['truncated'] }) {
  if (truncated === null) return null;
  return (
    <p role="note" className="shrink-0 border-b border-line bg-warn-soft px-4.5 py-1.5 text-sm text-warn">
      This flow has {formatCount(truncated.total)} records; {formatCount(truncated.shown)} are shown. What is drawn is right, and {formatCount(Math.max(0, truncated.total - truncated.shown))} more belong to it.
    </p>
  );
}
