/** A rollup without a collector around it: facts in, flows out, in whatever order a test wants. */
import { prepare } from '#lib/collector/prepare.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { FactsCache } from '#lib/services/rollup/facts-cache.ts';
import { runPass } from '#lib/services/rollup/run-pass.ts';
import { appendFacts } from '#lib/store/append.ts';
import type { FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

export const NOW = microsFromMillis(Date.now());
export type Fact = EventRecord | SpanRecord;

/** Appends events as pushed ones do not fit here (their offsets are given): each batch starts at the lowest offset of a partition of its own making. */
export async function append(store: FreshStore, facts: readonly Fact[]): Promise<void> {
  const events = facts.filter((fact): fact is EventRecord => 'at' in fact);
  const spans = facts.filter((fact): fact is SpanRecord => !('at' in fact));
  for (const record of events) {
    // Offsets may come in any order here, so the position is set back before each: what is tested is the rollup, not the reading.
    const { source, topic, incarnation, partition, offset } = record.at;
    await store.pool.query(
      `INSERT INTO topic (source, name, incarnation, first_seen_at) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING`, [source, topic, incarnation]);
    await store.pool.query(
      `INSERT INTO position SELECT id, $4, $5 FROM topic WHERE source = $1 AND name = $2 AND incarnation = $3 ON CONFLICT (topic_id, partition) DO UPDATE SET next_offset = $5`,
      [source, topic, incarnation, partition, offset.toString()]);
    await appendFacts(store, prepare({ source, slices: [{ topic, incarnation, partition, from: offset, to: offset + 1n, events: [record] }] }, DEFAULT_CONVENTIONS), { payloadLimit: 1000, now: NOW });
  }
  if (spans.length > 0) await appendFacts(store, prepare({ source: 'otlp', spans }, DEFAULT_CONVENTIONS), { payloadLimit: 1000, now: NOW });
}

/** Each database keeps its cache from pass to pass, as the collector does. */
export const caches = new Map<FreshStore, FactsCache>();
const cacheOf = (store: FreshStore): FactsCache => {
  const cache = caches.get(store) ?? new FactsCache();
  caches.set(store, cache);
  return cache;
};

/** Until nothing is left to derive, as the collector does. */
export async function pass(store: FreshStore, { limit = 1000, hubLimit = 10_000, cache = cacheOf(store) } = {}): Promise<void> {
  for (let taken = 1; taken > 0; ) taken = (await inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit, now: NOW, limit, cache }))).taken;
}

/** Every flow with all that is derived, in words that do not depend on the order in which topics were first seen. */
export async function derived(store: FreshStore): Promise<unknown> {
  const { rows } = await store.pool.query<{ id: string }>('SELECT id FROM flow ORDER BY id');
  const flows = await Promise.all(rows.map(({ id }) => readFlow(store, id)));
  return flows.map((flow) => {
    if (flow === null || !('found' in flow)) throw new Error('A flow is not found by its own id.');
    const { found } = flow;
    return { ...found, flow: { ...found.flow, keys: found.flow.keys.toSorted((a, b) => (a.value < b.value ? -1 : 1)) }, events: found.events.map((each) => ({ ...each, observedAt: '' })) };
  });
}
