import type { Route } from '#components/topology/lay-out.ts';
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

/** A smooth line through the points of a route, up to where the arrow's head begins. */
export function routePath({ points, label }: Route, lane: number): EdgePath {
  const shift = lane * 9;
  const last = points.at(-1);
  const before = points.at(-2);
  if (last === undefined || before === undefined) return { d: '', middle: label };
  const length = Math.hypot(last.x - before.x, last.y - before.y) || 1;
  const end = { x: last.x - ((last.x - before.x) / length) * HEAD, y: last.y - ((last.y - before.y) / length) * HEAD };
  const through = [...points.slice(0, -1), end].map(({ x, y }) => ({ x, y: y + shift }));
  let d = `M${round(through[0]!.x)},${round(through[0]!.y)}`;
  for (let at = 0; at < through.length - 1; at += 1) {
    // Catmull and Rom's curve as Bézier's: through every point, without a corner.
    const [p0, p1, p2, p3] = [through[at - 1] ?? through[at]!, through[at]!, through[at + 1]!, through[at + 2] ?? through[at + 1]!];
    d += ` C${round(p1.x + (p2.x - p0.x) / 6)},${round(p1.y + (p2.y - p0.y) / 6)} ${round(p2.x - (p3.x - p1.x) / 6)},${round(p2.y - (p3.y - p1.y) / 6)} ${round(p2.x)},${round(p2.y)}`;
  }
  return { d, middle: { x: label.x, y: label.y + shift } };
}

const round = (value: number): number => Math.round(value * 10) / 10;
