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

/** Bars one unit wide, the worst status at the bottom, where all of it can be compared. */
export function barsOf(buckets: FlowHistogram['buckets']): { readonly rects: readonly Bar[]; readonly width: number; readonly most: number } {
  const totals = buckets.map(({ counts }) => STATUSES.reduce((sum, status) => sum + (counts[status] ?? 0), 0));
  const most = Math.max(0, ...totals);
  const rects = buckets.flatMap(({ counts }, index) => {
    let y = HEIGHT;
    return STATUSES.filter((status) => (counts[status] ?? 0) > 0).map((status): Bar => {
      const height = Math.max(((counts[status] ?? 0) / most) * (HEIGHT - 2 * LEAST), LEAST);
      y -= height;
      return { index, status, y, height, fill: fills[status] };
    });
  });
  return { rects, width: buckets.length, most };
}
