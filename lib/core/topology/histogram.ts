/** Lengths of time counted in buckets, four to each doubling: small to keep, exact to add, and a percentile is off by a tenth at most. */

/** By bucket. */
export type Histogram = ReadonlyMap<number, number>;

const PER_DOUBLING = 4;
/** Beyond half a year nothing is told apart. */
const LAST = 175;

/** The bucket of a length in microseconds; what is below one counts as one. */
export const bucketOf = (micros: number): number => Math.min(LAST, Math.max(0, Math.floor(Math.log2(Math.max(1, micros)) * PER_DOUBLING)));

/** The length in microseconds below which a share (0 to 1) of what was counted lies; null where nothing was. */
export function quantile(histogram: Histogram, share: number): number | null {
  const buckets = [...histogram].filter(([, n]) => n > 0).toSorted(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, n]) => sum + n, 0);
  const wanted = total * share;
  let below = 0;
  for (const [bucket, n] of buckets) {
    // Within a bucket as if they were spread evenly on the scale of the buckets.
    if (below + n >= wanted) return 2 ** ((bucket + (wanted - below) / n) / PER_DOUBLING);
    below += n;
  }
  return null;
}
