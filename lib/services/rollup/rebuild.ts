import { setTimeout as sleep } from 'node:timers/promises';
import type { Micros } from '#lib/core/time.ts';
import { enqueueChanges, portionsOfFacts, readPortion } from '#lib/store/all-facts.ts';
import { nextPass } from '#lib/store/flow-rows.ts';
import { areGone, dropPartsBefore } from '#lib/store/edge-parts.ts';
import { dropFlowsBefore, pendingUntil } from '#lib/store/rebuild-rows.ts';
import type { Store } from '#lib/store/store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

export interface RebuildProgress {
  readonly portions: number;
  /** Of those, which have been derived again. */
  readonly done: number;
  /** Messages and traces that were given to the rollup. */
  readonly records: number;
}

export interface Rebuilt {
  readonly records: number;
  /** Flows that no fact supports any more. */
  readonly dropped: number;
}

export interface RebuildOptions {
  readonly now: () => Micros;
  readonly report?: (progress: RebuildProgress) => void;
  readonly signal?: AbortSignal;
  /** Pages of 8 KiB read at once. */
  readonly pages?: number;
  readonly pollMs?: number;
}

const PAGES = 32;
const POLL_MS = 100;
/** Of our rows in the queue: more would only make what arrives meanwhile wait behind them. */
const MOST_WAITING = 12;

/**
 * Derives every flow again from the facts alone, while ingestion goes on: all facts are put into the rollup's queue, a portion at a time, and
 * when the last is derived, flows that no pass wrote since are dropped. Somebody has to run the rollup meanwhile.
 *
 * It changes nothing but the queue until its end, so it can be stopped at any moment and begun again. Rejects with the signal's reason when it is aborted.
 */
export async function rebuild(store: Pick<Store, 'pool'>, { now, report = () => {}, signal, pages = PAGES, pollMs = POLL_MS }: RebuildOptions): Promise<Rebuilt> {
  const version = await inTransaction(store.pool, nextPass);
  const portions = await portionsOfFacts(store.pool, pages);
  const derived = async (until: Micros, atMost: number): Promise<void> => {
    while ((await pendingUntil(store.pool, until)) > atMost) await sleep(pollMs, undefined, { signal });
  };
  let records = 0;
  for (const [done, portion] of portions.entries()) {
    signal?.throwIfAborted();
    report({ portions: portions.length, done, records });
    const refs = await readPortion(store.pool, portion);
    await enqueueChanges(store.pool, refs, now());
    records += refs.events.length + refs.traces.length;
    await derived(now(), MOST_WAITING);
  }
  await derived(now(), 0);
  report({ portions: portions.length, done: portions.length, records });
  const dropped = await dropFlowsBefore(store.pool, version);
  await dropPartsBefore(store.pool, version);
  while (await areGone(store.pool)) await sleep(pollMs, undefined, { signal });
  return { records, dropped };
}
