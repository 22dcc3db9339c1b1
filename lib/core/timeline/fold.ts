/** Idle time folds: work lasts milliseconds and flows last hours, so long gaps become strips of one width that say how long they were. */

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Segments cover the extent without gaps. A fold's length counts for nothing in the picture's width but its strip. */
export interface Segment extends Interval {
  readonly fold: boolean;
}

export interface Folding {
  readonly segments: readonly Segment[];
  /** Whether the flow is mostly idle, so that folding is what one wants to see first. */
  readonly advised: boolean;
}

const SHORTEST_FOLD = 250_000;
const MOST_FOLDS = 40;
const MOSTLY_IDLE = 0.1;

/** What is busy, merged and in order. Input in any order; microseconds. */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to: Math.max(from, to) });
  }
  return merged;
}

/**
 * A gap folds when it lasts over half of all the work and over 250 ms; of more than 40 the longest.
 * A little of each gap stays unfolded at both sides, so that nothing sticks to a strip.
 */
export function foldIdle(busy: readonly Interval[]): Folding {
  const merged = union(busy);
  const first = merged[0];
  const last = merged.at(-1);
  if (first === undefined || last === undefined) return { segments: [], advised: false };
  const extent = last.to - first.from;
  const worked = merged.reduce((sum, { from, to }) => sum + (to - from), 0);

  const gaps: Interval[] = [];
  for (let i = 1; i < merged.length; i++) gaps.push({ from: merged[i - 1]!.to, to: merged[i]!.from });
  const long = gaps.filter((gap) => length(gap) > Math.max(SHORTEST_FOLD, worked / 2)).sort((a, b) => length(b) - length(a)).slice(0, MOST_FOLDS);
  const left = extent - long.reduce((sum, gap) => sum + length(gap), 0);
  const margin = Math.max(left * 0.02, SHORTEST_FOLD / 50);

  const segments: Segment[] = [];
  let from = first.from;
  for (const gap of long.sort((a, b) => a.from - b.from)) {
    const pad = Math.min(margin, length(gap) / 4);
    segments.push({ from, to: gap.from + pad, fold: false }, { from: gap.from + pad, to: gap.to - pad, fold: true });
    from = gap.to - pad;
  }
  segments.push({ from, to: last.to, fold: false });
  return { segments, advised: long.length > 0 && left > 0 && left < extent * MOSTLY_IDLE };
}

const length = ({ from, to }: Interval): number => to - from;
