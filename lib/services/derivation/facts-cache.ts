import { LRUCache } from 'lru-cache';
import type { KnownEvent, KnownTrace } from '#lib/core/flows/world.ts';
import type { TraceId } from '#lib/core/ids.ts';

/**
 * Facts that the rollup read lately: flows that are still growing are derived again and again, and facts do not change.
 * A trace does grow; whoever takes a change of one forgets it here first.
 * Only for a database connection that has not been replaced: with another there may be other facts.
 */
export class FactsCache {
  readonly events: LRUCache<string, KnownEvent>;
  /** Bounded by spans, not by traces. */
  readonly traces: LRUCache<TraceId, KnownTrace>;

  constructor({ events = 8_000, spans = 18_000 }: { readonly events?: number; readonly spans?: number } = {}) {
    this.events = new LRUCache({ max: events });
    this.traces = new LRUCache({ maxSize: spans, sizeCalculation: (trace) => Math.max(1, trace.spans.length) });
  }

  forget(traces: readonly TraceId[]): void {
    for (const trace of traces) this.traces.delete(trace);
  }
}
