import { Measure } from '#lib/core/topology/edge.ts';
import { quantile } from '#lib/core/topology/histogram.ts';

export interface Percentiles {
  readonly p50Micros: number | null;
  readonly p95Micros: number | null;
}

/** What an edge counted, added up. */
export class Counted {
  count = 0;
  errors = 0;
  /** The minute since the epoch in which it was seen last. */
  lastMinute = 0;
  readonly #latency = new Map<number, number>();
  readonly #work = new Map<number, number>();

  /** @param onlyFailed what went well is counted by stronger evidence already */
  add(counts: ReadonlyMap<number, number>, lastMinute: number, { onlyFailed = false } = {}): void {
    const errors = counts.get(Measure.errors) ?? 0;
    this.count += onlyFailed ? errors : (counts.get(Measure.count) ?? 0);
    this.errors += errors;
    this.lastMinute = Math.max(this.lastMinute, onlyFailed && errors === 0 ? 0 : lastMinute);
    if (onlyFailed) return;
    for (const [measure, n] of counts) {
      if (measure >= Measure.work) addTo(this.#work, measure - Measure.work, n);
      else if (measure >= Measure.latency) addTo(this.#latency, measure - Measure.latency, n);
    }
  }

  addAll(other: Counted): void {
    this.count += other.count;
    this.errors += other.errors;
    this.lastMinute = Math.max(this.lastMinute, other.lastMinute);
    for (const [bucket, n] of other.#latency) addTo(this.#latency, bucket, n);
    for (const [bucket, n] of other.#work) addTo(this.#work, bucket, n);
  }

  /** Along the edge. */
  get latency(): Percentiles {
    return percentiles(this.#latency);
  }

  /** Of what the reader did. */
  get work(): Percentiles {
    return percentiles(this.#work);
  }
}

const percentiles = (histogram: ReadonlyMap<number, number>): Percentiles => ({ p50Micros: quantile(histogram, 0.5), p95Micros: quantile(histogram, 0.95) });

function addTo(histogram: Map<number, number>, bucket: number, n: number): void {
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + n);
}
