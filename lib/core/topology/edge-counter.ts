import { edgeText, Measure, type EdgeCount, type EdgeName } from '#lib/core/topology/edge.ts';
import { bucketOf } from '#lib/core/topology/histogram.ts';

interface Counted {
  readonly isError: boolean;
  /** In microseconds; null where it is not known. */
  readonly latency: number | null;
  readonly work?: number | null;
  /** How many messages it stands for; 1 where nothing is said. */
  readonly times?: number;
}

/** Adds up what is counted of each edge in each minute. */
export class EdgeCounter {
  readonly #counts = new Map<string, { -readonly [Name in keyof EdgeCount]: EdgeCount[Name] }>();

  add(edge: EdgeName, minute: number, { isError, latency, work = null, times = 1 }: Counted): void {
    const name = `${edgeText(edge)} ${minute}`;
    const add = (measure: number): void => {
      const key = `${name} ${measure}`;
      const known = this.#counts.get(key);
      if (known === undefined) this.#counts.set(key, { edge, minute, measure, n: times });
      else known.n += times;
    };
    add(Measure.count);
    if (isError) add(Measure.errors);
    if (latency !== null) add(Measure.latency + bucketOf(latency));
    if (work !== null) add(Measure.work + bucketOf(work));
  }

  /** In one order, whatever the order in which they came. */
  counts(): EdgeCount[] {
    return [...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  }
}
