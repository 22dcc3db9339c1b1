import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { brand } from '#lib/core/brand.ts';
import { QUIET_MICROS } from '#lib/core/flows/findings/missing-span.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { restingLargeFlows, type LargeFlow } from '#lib/services/flows/large.ts';
import type { Store } from '#lib/store/store.ts';
import type { RecentFlows } from '#lib/web/flow-thread/recent-flows.ts';

/** As many as are kept, when they are as large as a picture. */
const MOST_AHEAD = 3;
const LOOK_EVERY_MS = 2000;
/** A flow that grows on would be read for nothing. */
const RESTS_MICROS = 2_000_000;
/** Nobody has asked yet: a twentieth of one core at most. */
const REST_IN_COSTS = 20;

/**
 * Reads the large flows that came to rest last before anybody asks: what has just failed is what is opened next. Each once when nothing has come for a
 * moment, for its records, and once when nothing is on its way any more: only from then on its picture stays as it is.
 */
export class ReadAhead {
  readonly #store: Pick<Store, 'pool'>;
  readonly #flows: RecentFlows;
  /** So that one that cannot be read is not tried again and again. */
  readonly #tried = new LRUCache<string, true>({ max: 100 });

  constructor(store: Pick<Store, 'pool'>, flows: RecentFlows) {
    this.#store = store;
    this.#flows = flows;
  }

  /** Never ends. `inTurn` runs what it is given when nothing that somebody waits for is under way. */
  async run(inTurn: (work: () => Promise<void>) => Promise<void>): Promise<never> {
    for (;;) {
      const began = performance.now();
      await inTurn(() => this.next().catch(() => {})); // who asks for that flow is told what is wrong with it, or with the database
      await delay(Math.max(LOOK_EVERY_MS, (performance.now() - began) * REST_IN_COSTS));
    }
  }

  /** Reads one, where there is one. */
  async next(now: Micros = microsFromMillis(Date.now())): Promise<void> {
    const resting = await restingLargeFlows(this.#store, { restsSince: brand<Micros>(now - RESTS_MICROS), most: MOST_AHEAD });
    const reading = ({ id, stamp, observedAt }: LargeFlow): string => `${id} ${stamp} ${now - observedAt >= QUIET_MICROS}`;
    const flow = resting.find((each) => !this.#tried.has(reading(each)));
    if (flow === undefined) return;
    this.#tried.set(reading(flow), true);
    await this.#flows.body(flow.id, 'packed', now);
  }
}
