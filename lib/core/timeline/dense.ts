/** Lanes of very many rows, as few shapes: what is too small for elements of its own is still drawn where it is, and still found by the pointer. */
import { isCompact, laneAir, rowMiddle, type Lane, type Mark, type Picture } from '#lib/core/timeline/picture.ts';
import { firstEndingAfter, rowsInView, type View } from '#lib/core/timeline/visible.ts';

export interface Patch {
  readonly x: number;
  readonly width: number;
  readonly y: number;
}

export interface DenseLane {
  readonly lane: number;
  readonly records: number;
  readonly errors: number;
  readonly plain: readonly Patch[];
  readonly failed: readonly Patch[];
}

const SMALL = 1.5;
const MOST_PATCHES = 4_000;

/** Every compact lane in view. Neighbours closer than a few pixels become one patch, more coarsely where there are too many. */
export function denseLanes(picture: Picture, view: View): DenseLane[] {
  for (let grain = SMALL; ; grain *= 2) {
    const lanes = picture.lanes.flatMap((lane, index) => (isCompact(lane) && lane.top <= view.bottom && lane.top + lane.height >= view.top ? [patch(lane, index, view, grain)] : []));
    const patches = lanes.reduce((sum, { plain, failed }) => sum + plain.length + failed.length, 0);
    if (patches <= MOST_PATCHES || grain > view.width) return lanes;
  }
}

function patch(lane: Lane, index: number, view: View, grain: number): DenseLane {
  const plain: Patch[] = [];
  const failed: Patch[] = [];
  let records = 0;
  let errors = 0;
  const { first, last } = rowsInView(lane, view);
  for (let row = first; row <= last; row++) {
    const marks = lane.rows[row]!;
    const y = rowMiddle(lane, row);
    let open: { x: number; end: number } | null = null;
    for (let i = firstEndingAfter(marks, view); i < marks.length; i++) {
      const mark = marks[i]!;
      const x = Math.max(view.x(mark.from), -2);
      if (x > view.width) break;
      const end = Math.min(Math.max(view.x(mark.to), x + 1), view.width + 2);
      if (end < 0) continue;
      records++;
      if (mark.error) {
        errors++;
        failed.push({ x, width: Math.max(end - x, 2), y });
      } else if (open !== null && x - open.end < grain) {
        open.end = Math.max(open.end, end);
      } else {
        if (open !== null) plain.push({ x: open.x, width: open.end - open.x, y });
        open = { x, end };
      }
    }
    if (open !== null) plain.push({ x: open.x, width: open.end - open.x, y });
  }
  return { lane: index, records, errors, plain, failed };
}

/** The mark at a place of a compact lane, or the nearest within a few pixels of its row. `y` from the top of the picture. */
export function markAt(picture: Picture, view: View, x: number, y: number): Mark | null {
  const lane = picture.lanes.find(({ top, height }) => y >= top && y < top + height);
  if (lane === undefined || !isCompact(lane)) return null;
  const middle = Math.floor((y - lane.top - laneAir(lane)) / lane.rowHeight);
  let best: { mark: Mark; distance: number } | null = null;
  for (const row of [middle, middle - 1, middle + 1]) {
    for (const mark of lane.rows[row] ?? []) {
      const [left, right] = [view.x(mark.from), view.x(mark.to)];
      const distance = Math.max(left - x, x - right, 0) + Math.abs(row - middle);
      if (distance <= REACH && (best === null || distance < best.distance)) best = { mark, distance };
    }
  }
  return best?.mark ?? null;
}

const REACH = 5;
