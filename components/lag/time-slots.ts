/** Time as a row of equal slots: what a pointer on a chart means, whatever was sampled when. */

export interface Slots {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export const slotMs = ({ from, to, count }: Slots): number => (to - from) / count;

/** When a slot begins, in milliseconds since the epoch. */
export const slotStart = (slots: Slots, index: number): number => slots.from + index * slotMs(slots);

/** How far along the axis a time is, from 0 to 1; null outside of it. */
export function shareOf({ from, to }: Pick<Slots, 'from' | 'to'>, at: number): number | null {
  return at < from || at > to || to <= from ? null : (at - from) / (to - from);
}

/** What was sampled nearest to the middle of a slot; undefined where nothing was. `points` in the order of time. */
export function nearest<T extends { readonly at: number }>(points: readonly T[], slots: Slots, index: number): T | undefined {
  const middle = slotStart(slots, index + 0.5);
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const half = (low + high) >> 1;
    if ((points[half]?.at ?? Infinity) < middle) low = half + 1;
    else high = half;
  }
  const [before, after] = [points[low - 1], points[low]];
  if (before === undefined || after === undefined) return after ?? before;
  return middle - before.at <= after.at - middle ? before : after;
}
