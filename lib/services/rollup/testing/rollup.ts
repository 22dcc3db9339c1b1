/** A rollup without a collector around it: facts in, flows out, in whatever order a test wants. */
import { prepare } from '#lib/collector/prepare.ts';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { runPass } from '#lib/services/rollup/run-pass.ts';
import { appendFacts } from '#lib/store/append.ts';
import type { Store } from '#lib/store/store.ts';
import type { FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

export const NOW = microsFromMillis(Date.now());
/** When all spans have had their time to come: by the clock, that moment would come between the reading of one flow and of another. */
const LATER = brand<Micros>(NOW + 60_000_000);
export type Fact = EventRecord | SpanRecord;

const isEvent = (fact: Fact): fact is EventRecord => 'at' in fact;

/** Appends events as pushed ones do not fit here (their offsets are given, and may come in any order): of each partition as many at a time as follow each other. */
export async function append(store: Store, facts: readonly Fact[], conventions: Conventions = DEFAULT_CONVENTIONS): Promise<void> {
  const options = { payloadLimit: 1000, now: NOW };
  for (const round of roundsOf(facts.filter(isEvent))) {
    // The position is set back before each: what is tested is the rollup, not the reading.
    const slices = round.map((events) => {
      const { source, topic, incarnation, partition, offset: from } = events[0]!.at;
      return { source, topic, incarnation, partition, from, to: from + BigInt(events.length), events };
    });
    const columns = [slices.map((slice) => slice.source), slices.map((slice) => slice.topic), slices.map((slice) => slice.incarnation)];
    await store.pool.query(`INSERT INTO topic (source, name, incarnation, first_seen_at) SELECT *, 0 FROM unnest($1::text[], $2::text[], $3::int[]) ON CONFLICT DO NOTHING`, columns);
    await store.pool.query(
      `INSERT INTO position SELECT t.id, s.partition, s."from", s."from" FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::bigint[]) AS s (source, name, incarnation, partition, "from") JOIN topic t USING (source, name, incarnation)
       ON CONFLICT (topic_id, partition) DO UPDATE SET next_offset = excluded.next_offset`,
      [...columns, slices.map((slice) => slice.partition), slices.map((slice) => slice.from.toString())]);
    await appendFacts(store, prepare({ source: slices[0]!.source, slices }, conventions), options);
  }
  const spans = facts.filter((fact): fact is SpanRecord => !isEvent(fact));
  if (spans.length > 0) await appendFacts(store, prepare({ source: 'otlp', spans }, conventions), options);
}

/** Rounds of runs: in each round every partition of one source at most once, with events whose offsets follow each other. */
function roundsOf(events: readonly EventRecord[]): EventRecord[][][] {
  const rounds: EventRecord[][][] = [];
  const partitionOf = ({ at }: EventRecord): string => `${at.source}/${at.topic}/${at.incarnation}/${at.partition}`;
  const last = new Map<string, { readonly run: EventRecord[]; readonly round: number }>();
  for (const event of events) {
    const known = last.get(partitionOf(event));
    if (known?.run.at(-1)!.at.offset === event.at.offset - 1n) {
      known.run.push(event);
      continue;
    }
    let round = (known?.round ?? -1) + 1;
    while (rounds[round]?.some(([other]) => other!.at.source !== event.at.source)) round += 1;
    const run = [event];
    (rounds[round] ??= []).push(run);
    last.set(partitionOf(event), { run, round });
  }
  return rounds;
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
  const flows = await Promise.all(rows.map(({ id }) => readFlow(store, id, { conventions, now: LATER })));
  return flows.map((flow) => {
    if (flow === null || !('found' in flow)) throw new Error('A flow is not found by its own id.');
    const { found } = flow;
    return { ...found, flow: { ...found.flow, keys: found.flow.keys.toSorted((a, b) => (a.value < b.value ? -1 : 1)) }, events: found.events.map((each) => ({ ...each, observedAt: '', deadLetterId: each.deadLetterId === null ? null : 'by the number of its topic' })) };
  });
}

/** All derived rows as they stand, but for the pass that wrote them. */
export async function rows(store: Store): Promise<unknown> {
  const [flows, keys, parts, tallies] = await Promise.all([
    store.pool.query(`SELECT to_jsonb(f) - 'version' AS row FROM flow f ORDER BY id`),
    store.pool.query('SELECT to_jsonb(k) AS row FROM flow_key k ORDER BY flow_id, hash'),
    store.pool.query(`SELECT to_jsonb(p) - 'version' AS row FROM edge_part p ORDER BY owner`),
    store.pool.query('SELECT to_jsonb(t) AS row FROM edge_tally t ORDER BY level, at, edge_id'),
  ]);
  return { flows: flows.rows, keys: keys.rows, parts: parts.rows, tallies: tallies.rows };
}

/** As if nothing had ever been observed. */
export async function clear(store: FreshStore): Promise<void> {
  await store.pool.query('TRUNCATE flow, flow_key, event, span_chunk, key_posting, change, hub, edge_part, edge_gone, edge_tally CASCADE');
  caches.delete(store);
}
