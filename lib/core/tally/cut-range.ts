/**
 * How a range of time is put together from tallies: whole days in the middle, then hours, tens of minutes, minutes, and what is no whole minute at its two ends.
 * Seven days are so a sum of at most 7 + 46 + 10 + 18 buckets instead of 10,080.
 */
import { MINUTE_MICROS } from '#lib/core/time.ts';

/** Minutes that a bucket is wide, the widest first; each is a multiple of the next. */
export const TALLY_WIDTHS = [1440, 60, 10, 1] as const;
export type TallyWidth = (typeof TALLY_WIDTHS)[number];

/** Buckets from `from`, before `to`, counted in whole widths since the epoch; null is without end. */
export interface TallySpan {
  readonly width: TallyWidth;
  readonly from: number | null;
  readonly to: number | null;
}

/** Microseconds from `from`, before `to`: within one minute. */
export interface Edge {
  readonly from: number;
  readonly to: number;
}

export interface CutRange {
  readonly spans: readonly TallySpan[];
  readonly edges: readonly Edge[];
}

/**
 * Cuts [from, to), in microseconds since the epoch, into spans that do not overlap and lack nothing; null is without end.
 * @param widest no bucket is wider than this: bars of a quarter of an hour need minutes
 */
export function cutRange(from: number | null, to: number | null, widest: TallyWidth = 1440): CutRange {
  if (from !== null && to !== null && to <= from) return { spans: [], edges: [] };
  const first = from === null ? null : Math.ceil(from / MINUTE_MICROS);
  const last = to === null ? null : Math.floor(to / MINUTE_MICROS);
  if (from !== null && to !== null && first! > last!) return { spans: [], edges: [{ from, to }] };
  const edges: Edge[] = [];
  if (from !== null && from < first! * MINUTE_MICROS) edges.push({ from, to: first! * MINUTE_MICROS });
  if (to !== null && last! * MINUTE_MICROS < to) edges.push({ from: last! * MINUTE_MICROS, to });
  return { spans: spansOf(first, last, TALLY_WIDTHS.filter((width) => width <= widest)), edges };
}

/** Of the minutes from `from`, before `to`: the middle in the widest buckets that fit, what is left at both sides in the narrower ones. */
function spansOf(from: number | null, to: number | null, [width, ...narrower]: readonly TallyWidth[]): TallySpan[] {
  if (width === undefined || (from !== null && to !== null && from >= to)) return [];
  const first = from === null ? null : Math.ceil(from / width);
  const last = to === null ? null : Math.floor(to / width);
  if (first !== null && last !== null && first >= last) return spansOf(from, to, narrower);
  return [
    ...(from === null ? [] : spansOf(from, first! * width, narrower)),
    { width, from: first, to: last },
    ...(to === null ? [] : spansOf(last! * width, to, narrower)),
  ];
}

/** Microseconds since the epoch, `to` exclusive; null is without end. */
interface Range {
  readonly from: number | null;
  readonly to: number | null;
}

const HOUR_MICROS = 60 * MINUTE_MICROS;

/** The whole hours of a range, null where there are none, and what is left of it at its ends. */
export function wholeHours({ from, to }: Range): { readonly hours: Range | null; readonly rest: readonly Range[] } {
  const first = from === null ? null : Math.ceil(from / HOUR_MICROS) * HOUR_MICROS + 0; // no negative zero
  const last = to === null ? null : Math.floor(to / HOUR_MICROS) * HOUR_MICROS;
  if (first !== null && last !== null && first >= last) return { hours: null, rest: [{ from, to }] };
  const rest: Range[] = [];
  if (first !== from) rest.push({ from, to: first });
  if (last !== to) rest.push({ from: last, to });
  return { hours: { from: first, to: last }, rest };
}
