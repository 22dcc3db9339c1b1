/** Marks that would lie on each other are one. */
import { shareOf, type Slots } from '#components/lag/time-slots.ts';
import type { GroupMark } from '#lib/contracts/lag.ts';

export interface PlacedMarks {
  /** From 0 to 1 along the axis. */
  readonly share: number;
  readonly marks: readonly GroupMark[];
}

/** `apart`: the share of the axis below which two are one. */
export function placeMarks(marks: readonly GroupMark[], axis: Pick<Slots, 'from' | 'to'>, apart: number): PlacedMarks[] {
  const placed: { share: number; marks: GroupMark[] }[] = [];
  for (const mark of marks.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const share = shareOf(axis, Date.parse(mark.at));
    if (share === null) continue;
    const last = placed.at(-1);
    if (last !== undefined && share - last.share < apart) last.marks.push(mark);
    else placed.push({ share, marks: [mark] });
  }
  return placed;
}
