/** A rollup without a collector around it: facts in, flows out, in whatever order a test wants. */
import { prepare } from '#lib/collector/prepare.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { FactsCache } from '#lib/services/rollup/facts-cache.ts';
import { runPass } from '#lib/services/rollup/run-pass.ts';
import { appendFacts } from '#lib/store/append.ts';
import type { Store } from '#lib/store/store.ts';
import type { FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

export const NOW = microsFromMillis(Date.now());
export type Fact = EventRecord | SpanRecord;

const isEvent = (fact: Fact): fact is EventRecord => 'at' in fact;

/** Appends events as pushed ones do not fit here (their offsets are given): of each partition one event at a time, so that offsets may come in any order. */
export async function append(store: Store, facts: readonly Fact[], conventions: Conventions = DEFAULT_CONVENTIONS): Promise<void> {
  const options = { payloadLimit: 1000, now: NOW };
  const rounds: EventRecord[][] = [];
  for (const event of facts.filter(isEvent)) {
    const round = rounds.find((others) => others.every(({ at }) => at.source === event.at.source && (at.topic !== event.at.topic || at.incarnation !== event.at.incarnation || at.partition !== event.at.partition)));
    if (round === undefined) rounds.push([event]);
    else round.push(event);
  }
  for (const round of rounds) {
    // The position is set back before each: what is tested is the rollup, not the reading.
    for (const { at } of round) {
      await store.pool.query(`INSERT INTO topic (source, name, incarnation, first_seen_at) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING`, [at.source, at.topic, at.incarnation]);
      await store.pool.query(
        `INSERT INTO position SELECT id, $4, $5 FROM topic WHERE source = $1 AND name = $2 AND incarnation = $3 ON CONFLICT (topic_id, partition) DO UPDATE SET next_offset = $5`,
        [at.source, at.topic, at.incarnation, at.partition, at.offset.toString()]);
    }
    const slices = round.map((event) => ({ topic: event.at.topic, incarnation: event.at.incarnation, partition: event.at.partition, from: event.at.offset, to: event.at.offset + 1n, events: [event] }));
    await appendFacts(store, prepare({ source: round[0]!.at.source, slices }, conventions), options);
  }
  const spans = facts.filter((fact): fact is SpanRecord => !isEvent(fact));
  if (spans.length > 0) await appendFacts(store, prepare({ source: 'otlp', spans }, conventions), options);
}

/** Each database keeps its cache from pass to pass, as the collector does. */
export const caches = new Map<FreshStore, FactsCache>();
const cacheOf = (store: FreshStore): FactsCache => {
  const cache = caches.get(store) ?? new FactsCache();
  caches.set(store, cache);
  return cache;
};

/** Until nothing is left to derive, as the collector does. */
export async function pass(store: FreshStore, { limit = 1000, hubLimit = 10_000, cache = cacheOf(store), conventions = DEFAULT_CONVENTIONS } = {}): Promise<void> {
  for (let taken = 1; taken > 0; ) taken = (await inTransaction(store.pool, (client) => runPass(client, { conventions, hubLimit, now: NOW, limit, cache }))).taken;
}

/** Every flow with all that is derived, in words that do not depend on the order in which topics were first seen. */
export async function derived(store: FreshStore, conventions: Conventions = DEFAULT_CONVENTIONS): Promise<unknown[]> {
  const { rows } = await store.pool.query<{ id: string }>('SELECT id FROM flow ORDER BY id');
  const flows = await Promise.all(rows.map(({ id }) => readFlow(store, id, { conventions })));
  return flows.map((flow) => {
    if (flow === null || !('found' in flow)) throw new Error('A flow is not found by its own id.');
    const { found } = flow;
    return { ...found, flow: { ...found.flow, keys: found.flow.keys.toSorted((a, b) => (a.value < b.value ? -1 : 1)) }, events: found.events.map((each) => ({ ...each, observedAt: '' })) };
  });
}

/** All derived rows as they stand, but for the pass that wrote them. */
export async function rows(store: Store): Promise<unknown> {
  const [flows, keys] = await Promise.all([
    store.pool.query(`SELECT to_jsonb(f) - 'version' AS row FROM flow f ORDER BY id`),
    store.pool.query('SELECT to_jsonb(k) AS row FROM flow_key k ORDER BY flow_id, hash'),
  ]);
  return { flows: flows.rows, keys: keys.rows };
}

/** As if nothing had ever been observed. */
export async function clear(store: FreshStore): Promise<void> {
  await store.pool.query('TRUNCATE flow, flow_key, event, span_chunk, key_posting, change, hub CASCADE');
  caches.delete(store);
}
