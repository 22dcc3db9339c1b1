/**
 * When a partition's end passed which offset, as far as looks tell: the points between which the time of an append is estimated.
 * However long it is kept it holds a bounded number of points, the older the further apart.
 */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

/** The end stood at this offset from the first look that showed it to the last. */
export interface LogPoint {
  readonly end: bigint;
  readonly first: Micros;
  readonly last: Micros;
}

/** Oldest first; ends and times only ever rise. */
export type LogTimes = readonly LogPoint[];

const MOST_POINTS = 240;

/** With what another look showed. An end that fell is of another log: what was known of the former says nothing of it. */
export function withEnd(times: LogTimes, end: bigint, at: Micros): LogTimes {
  const last = times.at(-1);
  if (last === undefined || end < last.end) return [{ end, first: at, last: at }];
  if (at < last.last) return times;
  if (end === last.end) return [...times.slice(0, -1), { ...last, last: at }];
  const longer = [...times, { end, first: at, last: at }];
  return longer.length <= MOST_POINTS ? longer : thinned(longer);
}

/** Without every second point of the older half. */
const thinned = (times: LogTimes): LogTimes => times.filter((_, index) => index >= times.length / 2 || index % 2 === 0);

/** When the message at an offset was appended. */
export type Appended =
  /** After the first time, and by the second; `at` is in between, as far along as the offset is. */
  | { readonly kind: 'between'; readonly after: Micros; readonly by: Micros; readonly at: Micros }
  /** Before the oldest look that is kept. */
  | { readonly kind: 'before'; readonly by: Micros };

/** Null where it had not been appended at the last look, or there was none. */
export function appendedAt(times: LogTimes, offset: bigint): Appended | null {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((times[middle]?.end ?? 0n) > offset) to = middle;
    else from = middle + 1;
  }
  const [before, after] = [times[from - 1], times[from]];
  if (after === undefined) return null;
  if (before === undefined) return { kind: 'before', by: after.first };
  const share = Number(offset + 1n - before.end) / Number(after.end - before.end);
  return { kind: 'between', after: before.last, by: after.first, at: brand<Micros>(Math.round(before.last + share * (after.first - before.last))) };
}
