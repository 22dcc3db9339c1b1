/** What of a picture is worth elements on the screen: only what is in view, and never more than a budget of marks. */
import { isCompact, laneAir, rowMiddle, type Lane, type Mark, type Picture } from '#lib/core/timeline/picture.ts';

export interface View {
  /** Pixel of a time, from the left of the visible part. */
  readonly x: (time: number) => number;
  readonly width: number;
  /** Visible part of the picture, in pixels from its top. */
  readonly top: number;
  readonly bottom: number;
}

export interface Drawn {
  readonly kind: 'mark';
  readonly mark: Mark;
  readonly x: number;
  readonly width: number;
  /** Free pixels to the right until the next mark of the row. */
  readonly room: number;
  readonly y: number;
}
/** Several marks too small to tell apart. */
export interface Block {
  readonly kind: 'block';
  readonly lane: number;
  readonly row: number;
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly count: number;
  readonly errors: number;
  readonly from: number;
  readonly to: number;
}

const SMALL = 3;

/** Rows of a lane that are in view: none where `last` is below `first`. */
export function rowsInView(lane: Lane, view: View): { first: number; last: number } {
  const start = lane.top + laneAir(lane);
  return {
    first: Math.max(0, Math.floor((view.top - start) / lane.rowHeight)),
    last: Math.min(lane.rows.length - 1, Math.floor((view.bottom - start) / lane.rowHeight)),
  };
}

/** Marks in view, but for compact lanes (dense.ts); where there are more than `budget`, the smallest neighbours merge into blocks, more coarsely until they fit. */
export function visibleMarks(picture: Picture, view: View, budget: number): (Drawn | Block)[] {
  let grain = SMALL;
  for (;;) {
    const drawn = drawRows(picture, view, grain);
    if (drawn.length <= budget || grain > view.width) return drawn;
    grain *= 2;
  }
}

function drawRows(picture: Picture, view: View, grain: number): (Drawn | Block)[] {
  const drawn: (Drawn | Block)[] = [];
  for (const [laneIndex, lane] of picture.lanes.entries()) {
    if (isCompact(lane) || lane.top + lane.height < view.top || lane.top > view.bottom) continue;
    const { first, last } = rowsInView(lane, view);
    for (let row = first; row <= last; row++) drawRow(drawn, lane, laneIndex, row, view, grain);
  }
  return drawn;
}

function drawRow(drawn: (Drawn | Block)[], lane: Lane, laneIndex: number, row: number, view: View, grain: number): void {
  const marks = lane.rows[row]!;
  const y = rowMiddle(lane, row);
  let index = firstEndingAfter(marks, view);
  while (index < marks.length) {
    const first = marks[index]!;
    const left = view.x(first.from);
    if (left > view.width) break;
    let right = view.x(first.to);
    let next = index + 1;
    if (right - left < grain) {
      for (; next < marks.length; next++) {
        const [from, to] = [view.x(marks[next]!.from), view.x(marks[next]!.to)];
        if (from - right >= grain || to - from >= grain) break;
        right = Math.max(right, to);
      }
    }
    const place = { x: left, width: right - left, y };
    if (next - index > 1) {
      const merged = marks.slice(index, next);
      drawn.push({ kind: 'block', lane: laneIndex, row, ...place, count: merged.length, errors: merged.filter(({ error }) => error).length, from: first.from, to: merged.reduce((latest, { to }) => Math.max(latest, to), first.to) });
    } else {
      const following = marks[next];
      drawn.push({ kind: 'mark', mark: first, ...place, room: (following === undefined ? view.width + 200 : view.x(following.from)) - right });
    }
    index = next;
  }
}

/** Marks of a row never overlap, so their ends ascend too. One more is kept for what is drawn beyond its end. */
export function firstEndingAfter(marks: readonly Mark[], view: View): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (view.x(marks[middle]!.to) < 0) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
