/** Places for nodes that come while a picture is looked at: nothing that stands already moves. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Sized {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Link {
  readonly from: string;
  readonly to: string;
}

const COLUMN_GAP = 110;
const ROW_GAP = 22;

/** Each new node to the right of what it comes from, or left of what it leads to, at the height of its neighbours; where that is taken, the nearest free place above or below. */
export function placeNew(placed: ReadonlyMap<string, Box>, fresh: readonly Sized[], links: readonly Link[]): Map<string, Box> {
  const boxes = new Map(placed);
  const added = new Map<string, Box>();
  for (const { id, width, height } of fresh) {
    const before = links.flatMap(({ from, to }) => (to === id && from !== id ? (boxes.get(from) ?? []) : []));
    const after = links.flatMap(({ from, to }) => (from === id && to !== id ? (boxes.get(to) ?? []) : []));
    const all = [...boxes.values()];
    const x = before.length > 0 ? Math.max(...before.map((box) => box.x + box.width)) + COLUMN_GAP : after.length > 0 ? Math.min(...after.map((box) => box.x)) - COLUMN_GAP - width : Math.min(0, ...all.map((box) => box.x));
    const near = [...before, ...after];
    const middle = near.length > 0 ? near.reduce((sum, box) => sum + box.y + box.height / 2, 0) / near.length : Math.max(0, ...all.map((box) => box.y + box.height)) + ROW_GAP + height / 2;
    const box = nearestFree({ x, y: middle - height / 2, width, height }, all);
    boxes.set(id, box);
    added.set(id, box);
  }
  return added;
}

function nearestFree(wanted: Box, taken: readonly Box[]): Box {
  // Only what stands in its column can be in the way, and each takes one place away: one more try than there are boxes is enough.
  const inTheWay = taken.filter((box) => box.x < wanted.x + wanted.width && wanted.x < box.x + box.width);
  const candidates = [wanted.y, ...inTheWay.flatMap((box) => [box.y + box.height + ROW_GAP, box.y - ROW_GAP - wanted.height])];
  const isFree = (y: number): boolean => inTheWay.every((box) => y + wanted.height + ROW_GAP <= box.y || box.y + box.height + ROW_GAP <= y);
  const free = candidates.filter(isFree).toSorted((a, b) => Math.abs(a - wanted.y) - Math.abs(b - wanted.y));
  return { ...wanted, y: free[0] ?? wanted.y };
}
