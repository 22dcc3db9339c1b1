/**
 * A bounded digest of delays: counts in buckets that grow by a twentieth, so that a quantile is right to 5 % however many there were.
 * The same delays give the same digest in any order. After DDSketch (Masson, Rim, Lee: VLDB 2019), without its collapsing: times have bounds.
 */
const GROWTH = Math.log(1.05);

export class Delays {
  readonly #buckets = new Map<number, number>();
  #count = 0;

  /** Microseconds; what is below one counts as none. */
  add(micros: number): void {
    const bucket = micros < 1 ? 0 : 1 + Math.ceil(Math.log(micros) / GROWTH);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** The delay that this share of them does not exceed, in microseconds: never told too short. 0 where there are none. */
  quantile(share: number): number {
    let left = Math.ceil(share * this.#count);
    for (const [bucket, count] of [...this.#buckets].toSorted(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return bucket === 0 ? 0 : Math.ceil(Math.exp((bucket - 1) * GROWTH));
    }
    return 0;
  }
}
