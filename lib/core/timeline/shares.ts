/** Where the time of a flow went: each instant counted once, for the most telling thing that was going on. */
import { union, type Interval } from '#lib/core/timeline/fold.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';
import { waitsForMessages } from '#lib/core/timeline/records.ts';

export interface Shares {
  /** Microseconds. They add up to the flow's extent. */
  readonly working: number;
  /** A message of a retry was waiting, and nothing worked. */
  readonly retryDelay: number;
  /** A message was in a broker until someone read it, and nothing worked. */
  readonly queued: number;
  /** None of these: the flow waited for something that leaves no record, or nothing was left to do. */
  readonly unaccounted: number;
}

export function timeShares({ marks, graph }: Picture): Shares {
  const work: Interval[] = [];
  const retry: Interval[] = [];
  const queue: Interval[] = [];
  let first = Infinity;
  let last = -Infinity;
  for (const mark of marks) {
    const record = graph.records[mark.record]!;
    first = Math.min(first, mark.from);
    last = Math.max(last, mark.to);
    if (mark.kind === 'bar' && record.kind === 'span' && !waitsForMessages(record.span)) work.push(mark);
    if (mark.kind === 'ghost' && mark.to > mark.from) work.push(mark);
    if (mark.kind === 'road' && !mark.open) (mark.retry ? retry : queue).push(mark);
  }
  if (last <= first) return { working: 0, retryDelay: 0, queued: 0, unaccounted: 0 };
  const working = covered(work);
  const delayed = covered([...work, ...retry]);
  const queued = covered([...work, ...retry, ...queue]);
  return { working, retryDelay: delayed - working, queued: queued - delayed, unaccounted: last - first - queued };
}

const covered = (intervals: readonly Interval[]): number => union(intervals).reduce((sum, { from, to }) => sum + (to - from), 0);

/** How long the flow took with clocks put right, in microseconds, by its own records alone; null where no clock was wrong. */
export function correctedExtent({ marks }: Picture): number | null {
  if (!marks.some(({ skew }) => skew > 0)) return null;
  const own = marks.filter(({ sharedWith }) => sharedWith === 0);
  const first = own.reduce((least, { from }) => Math.min(least, from), Infinity);
  const last = own.reduce((most, { to }) => Math.max(most, to), -Infinity);
  return last >= first ? last - first : null;
}
