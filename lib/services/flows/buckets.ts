/** How a span of time is cut into the bars of a histogram. */

const MOST_BUCKETS = 120;

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths that people read off an axis, in microseconds; beyond them, whole multiples of a year. */
const WIDTHS = [
  ...[1, 10, 100, 1000, 10_000, 100_000, 500_000],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 30, 91, 365].map((days) => days * DAY),
];

export interface Buckets {
  /** Start of the first, a multiple of `width`; microseconds. */
  readonly origin: number;
  readonly width: number;
  readonly count: number;
}

/**
 * The finest cut of [from, to], in microseconds, into at most 120 buckets that begin at multiples of their width. `to` may equal `from`.
 * @param narrowest no bucket is narrower than this
 */
export function cutIntoBuckets(from: number, to: number, narrowest = 0): Buckets {
  const cut = (width: number): Buckets => {
    const origin = Math.floor(from / width) * width;
    return { origin, width, count: Math.floor((Math.max(from, to) - origin) / width) + 1 };
  };
  const fitting = WIDTHS.filter((width) => width >= narrowest).map(cut).find((buckets) => buckets.count <= MOST_BUCKETS);
  return fitting ?? cut(Math.ceil((to - from) / (365 * DAY) / (MOST_BUCKETS - 1)) * 365 * DAY);
}
