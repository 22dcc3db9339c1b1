import { STATUSES } from '#components/ui/statuses.ts';
import type { FlowHistogram, FlowStatus } from '#lib/contracts/flows.ts';

/** Pixels. */
export const HEIGHT = 44;
/** A bar of one flow among thousands is still seen. */
const LEAST = 1.5;

export interface Bar {
  readonly index: number;
  readonly status: FlowStatus;
  readonly y: number;
  readonly height: number;
  readonly fill: string;
}

const fills: Record<FlowStatus, string> = {
  failed: 'var(--bad)',
  stalled: 'var(--warn)',
  compensated: 'var(--warn)',
  'in-flight': 'var(--accent)',
  completed: 'var(--wait)',
};

export interface Bars {
  readonly rects: readonly Bar[];
  readonly width: number;
  readonly most: number;
  /** Bars that are drawn shorter than they are, since they would make all others flat. */
  readonly cut: readonly { readonly index: number; readonly total: number }[];
}

/** Bars one unit wide, the worst status at the bottom, where all of it can be compared. */
export function barsOf(buckets: FlowHistogram['buckets']): Bars {
  const totals = buckets.map(({ counts }) => STATUSES.reduce((sum, status) => sum + (counts[status] ?? 0), 0));
  const most = Math.max(0, ...totals);
  const full = fullScale(totals);
  const rects = buckets.flatMap(({ counts }, index) => {
    let y = HEIGHT;
    // What is cut keeps the shares of its statuses.
    const scale = Math.max(full, totals[index] ?? 0);
    return STATUSES.filter((status) => (counts[status] ?? 0) > 0).map((status): Bar => {
      const height = Math.max(((counts[status] ?? 0) / scale) * (HEIGHT - 2 * LEAST), LEAST);
      y -= height;
      return { index, status, y, height, fill: fills[status] };
    });
  });
  return { rects, width: buckets.length, most, cut: totals.flatMap((total, index) => (total > full ? [{ index, total }] : [])) };
}

/** More bars than these that stand out are no exceptions. */
const MOST_CUT = 3;
const TIMES_HIGHER = 4;
/** How much higher than the highest of the others what is cut is drawn. */
const ABOVE = 1.25;

/** What fills the height: the highest bar, or where a few are many times higher than all others, a little more than the highest of those. */
function fullScale(totals: readonly number[]): number {
  const [highest = 0, ...others] = totals.toSorted((a, b) => b - a);
  let above = highest;
  for (const next of others.slice(0, MOST_CUT)) {
    if (next > 0 && above >= next * TIMES_HIGHER) return next * ABOVE;
    above = next;
  }
  return highest;
}
