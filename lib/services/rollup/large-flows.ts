import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { isLarge, LONGEST_REST_MICROS } from '#lib/core/flows/large.ts';
import { traceKey } from '#lib/core/flows/keys.ts';
import { namedTraces } from '#lib/core/flows/named-traces.ts';
import { correlationsOf } from '#lib/core/flows/segment.ts';
import type { Summary } from '#lib/core/flows/summary.ts';
import { World } from '#lib/core/flows/world.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import type { Changed } from '#lib/services/rollup/derive.ts';
import { loadFacts, type LoadOptions } from '#lib/services/derivation/load-facts.ts';

/** Large flows take a quarter of the rollup's time at most, however often they are touched; but nothing waits longer than `LONGEST_REST_MICROS`. */
const REST_IN_COSTS = 3;
const MOST_KEYS = 100_000;

/**
 * A flow is derived whole at each touch, so one of thousands of records that grows all the time would take all of the rollup's time, and every
 * other flow would wait. So after large flows were derived, what touches them rests for three times as long as that took, and is then derived at once.
 * Kept from pass to pass; who forgets it derives more often than needed, and nothing else.
 */
export class LargeFlows {
  readonly #keys = new LRUCache<string, true>({ max: MOST_KEYS });
  #since = brand<Micros>(0);
  #restsUntil = brand<Micros>(0);

  /** When what touches large flows may be derived again. */
  get restsUntil(): Micros {
    return this.#restsUntil;
  }

  /** Also where the clock was set back since. */
  #isOver(now: Micros): boolean {
    return now >= this.#restsUntil || now < this.#since;
  }

  /** What touches no large flow, and what has to wait; for a while after large flows were derived nothing is asked of the database twice. */
  async split(client: pg.ClientBase, changed: Changed, options: LoadOptions & { readonly now: Micros }): Promise<{ now: Changed; later: Changed }> {
    if (this.#keys.size === 0 || this.#isOver(options.now)) return { now: changed, later: { events: [], traces: [] } };
    const world = new World();
    await loadFacts(client, world, { ...changed, messages: [], hashes: [] }, options);
    const ofEvent = (ref: string): boolean => {
      const reading = world.event(ref)?.reading;
      if (reading === undefined) return false;
      return this.#isLarge([...correlationsOf(reading.keys), ...namedTraces(reading).map(({ traceId }) => traceKey(traceId)), ...reading.causes, ...reading.keys.flatMap(({ join }) => join ?? [])]);
    };
    const ofTrace = (trace: TraceId): boolean => this.#isLarge([traceKey(trace), ...(world.knownTrace(trace)?.spans ?? []).flatMap(({ span, reading }) => [...correlationsOf(reading.keys), ...span.links.map(({ traceId }) => traceKey(traceId))])]);
    const events = Map.groupBy(changed.events, ofEvent);
    const traces = Map.groupBy(changed.traces, ofTrace);
    return { now: { events: events.get(false) ?? [], traces: traces.get(false) ?? [] }, later: { events: events.get(true) ?? [], traces: traces.get(true) ?? [] } };
  }

  /** @param tookMicros how long it took to derive and write all of these */
  derived(flows: readonly Summary[], tookMicros: number, now: Micros): void {
    const sizeOf = ({ counts }: Summary): number => counts.events + counts.spans;
    const large = flows.filter(isLarge);
    if (large.length === 0) return;
    for (const { keys } of large) for (const { kind, text } of keys) if (kind !== 'record') this.#keys.set(text, true);
    const total = flows.reduce((sum, flow) => sum + sizeOf(flow), 0);
    const cost = (tookMicros * large.reduce((sum, flow) => sum + sizeOf(flow), 0)) / total;
    this.#since = now;
    this.#restsUntil = brand<Micros>(now + Math.round(cost + Math.min(cost * REST_IN_COSTS, LONGEST_REST_MICROS)));
  }

  #isLarge(texts: readonly string[]): boolean {
    return texts.some((text) => this.#keys.has(text));
  }
}
