import { formatCount } from '#components/ui/format.ts';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';

/** Says what is left out, before anyone takes the part for the whole. */
export function TruncatedNotice({ truncated }: { truncated: FlowDetail['truncated'] }) {
  if (truncated === null) return null;
  const { shown, total, leftOut } = truncated;
  return (
    <p role="note" className="shrink-0 border-b border-line bg-warn-soft px-4.5 py-1.5 text-sm text-warn">
      {formatCount(shown)} of {formatCount(total)} records are shown: one of each service and topic, errors and what led to them, and the rest from the beginning. {visibleText(leftOut.words)}
      {leftOut.from !== null && leftOut.to !== null && (
        <>
          {' '}
          They began between <Time at={leftOut.from} style="millis" /> and <Time at={leftOut.to} style="millis" />.
        </>
      )}
    </p>
  );
}
