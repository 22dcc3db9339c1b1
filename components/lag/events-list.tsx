'use client';
import { MarkSign } from '#components/lag/mark-sign.tsx';
import { markWord } from '#components/lag/words.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { LagChip } from '#components/ui/lag-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { Words } from '#components/ui/words.tsx';
import type { GroupMark } from '#lib/contracts/lag.ts';

/** All that happened in the time of the chart, newest first: what the marks on it say, in words. */
export function EventsList({ marks }: { marks: readonly GroupMark[] }) {
  if (marks.length === 0) {
    return (
      <EmptyState title="Nothing happened in this time">
        <p>Rebalances, deployments of members, resets of offsets, recreated topics and changes of the status would stand here. Choose a longer time range at the top.</p>
      </EmptyState>
    );
  }
  return (
    <ol aria-label="What happened" className="flex flex-col">
      {marks.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).map((mark, index) => (
        <li key={`${mark.at} ${index}`} className="flex min-h-row flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line px-4.5 py-1">
          <Time at={mark.at} className="num w-24 shrink-0 text-muted" />
          <span className="flex w-32 shrink-0 items-center gap-1.5 text-muted">
            <MarkSign kind={mark.kind} />
            {markWord[mark.kind]}
          </span>
          {mark.status !== null && <LagChip status={mark.status} />}
          <span className="min-w-60 flex-1"><Words text={mark.text} /></span>
        </li>
      ))}
    </ol>
  );
}
