import type { Box } from '#lib/core/topology/place-new.ts';

export interface EdgePath {
  readonly d: string;
  /** Where its figures are written. */
  readonly middle: { readonly x: number; readonly y: number };
}

/** Nearer than this, what stands right of a node is not reached from its right side. */
const ROOM = 24;
const HEAD = 7;

/**
 * From the right side of a box to the left of another where that lies to its right; else out below (or above) both and back, so that answers are told
 * from questions. `lane` keeps several edges of one pair apart.
 */
export function edgePath(from: Box, to: Box, lane: number): EdgePath {
  const shift = lane * 9;
  if (to.x >= from.x + from.width + ROOM) {
    const [x1, y1] = [from.x + from.width, from.y + from.height / 2 + shift];
    const [x2, y2] = [to.x - HEAD, to.y + to.height / 2 + shift];
    const bend = Math.max(30, Math.min(140, (x2 - x1) * 0.45));
    return { d: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`, middle: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 } };
  }
  const goesBelow = to.y + to.height / 2 >= from.y + from.height / 2;
  const side = goesBelow ? 1 : -1;
  const [x1, x2] = [from.x + from.width / 2 + shift, to.x + to.width / 2 - shift];
  const y1 = goesBelow ? from.y + from.height : from.y;
  const isUnder = Math.abs(x1 - x2) < (from.width + to.width) / 2;
  if (isUnder) {
    const y2 = (goesBelow ? to.y : to.y + to.height) - side * HEAD;
    const bend = Math.max(18, Math.abs(y2 - y1) * 0.45);
    return { d: `M${x1},${y1} C${x1},${y1 + side * bend} ${x2},${y2 - side * bend} ${x2},${y2}`, middle: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 } };
  }
  const y2 = (goesBelow ? to.y + to.height : to.y) + side * HEAD;
  const depth = Math.max(46, Math.min(130, Math.abs(x1 - x2) * 0.22)) + Math.abs(shift);
  const outer = goesBelow ? Math.max(y1, y2) + depth : Math.min(y1, y2) - depth;
  return { d: `M${x1},${y1} C${x1},${outer} ${x2},${outer} ${x2},${y2}`, middle: { x: (x1 + x2) / 2, y: (y1 + y2) / 8 + outer * 0.75 } };
}
