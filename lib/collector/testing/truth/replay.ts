import type { RecordedFacts } from '#lib/collector/testing/truth/decode-fixture.ts';
import { prepare } from '#lib/collector/prepare.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import type { EventRecord } from '#lib/core/record.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { runPass } from '#lib/services/rollup/run-pass.ts';
import type { SourceBatch } from '#lib/sources/source.ts';
import { appendFacts } from '#lib/store/append.ts';
import { positions, startAt } from '#lib/store/positions.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

/** Small enough that one order's records come in several. */
const RECORDS_A_BATCH = 40;
const RECORDS_A_PASS = 100;
/** What belongs together is still spread over several passes, and the flows are found again and again while they are half there. */
const BATCHES_BETWEEN_PASSES = 3;
const HUB_LIMIT = 10_000;
/** Long after the recordings: nothing is under way any more. */
const HOUR_MS = 3_600_000;

/** Batches as sources hand them over: each partition in order and without gaps, and each export as it came. */
export function batchesOf({ events, exports }: RecordedFacts): SourceBatch[] {
  const partitions = Map.groupBy(events, ({ at }) => `${at.topic}/${at.partition}`);
  const slices = [...partitions.values()].flatMap((own) => chunked(own).map(sliceOf));
  return interleaved(slices, exports.map((spans) => ({ source: 'otlp', spans })));
}

function sliceOf(events: readonly EventRecord[]): SourceBatch {
  const first = events[0]!.at;
  const { source, topic, incarnation, partition, offset } = first;
  return { source, slices: [{ topic, incarnation, partition, from: offset, to: events.at(-1)!.at.offset + 1n, events }] };
}

const chunked = (events: readonly EventRecord[]): EventRecord[][] => Array.from({ length: Math.ceil(events.length / RECORDS_A_BATCH) }, (_, at) => events.slice(at * RECORDS_A_BATCH, (at + 1) * RECORDS_A_BATCH));

function interleaved<Item>(one: readonly Item[], other: readonly Item[]): Item[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => [...one.slice(at, at + 1), ...other.slice(at, at + 1)]).flat();
}

/** The same batches in another order: exports anywhere, spans and partitions against each other, each partition still in its own order. `seed` names the order. */
export function shuffled(batches: readonly SourceBatch[], seed: number): SourceBatch[] {
  const pieces = batches.flatMap((batch) => (batch.spans === undefined ? [batch] : splitSpans(batch, seed)));
  const queues = [...Map.groupBy(pieces, (batch, at) => (batch.slices?.[0] === undefined ? `export ${at}` : `${batch.slices[0].topic}/${batch.slices[0].partition}`)).values()].map((queue) => [...queue]);
  const random = randomFrom(seed);
  const order: SourceBatch[] = [];
  while (queues.length > 0) {
    const at = Math.floor(random() * queues.length);
    const next = queues[at]?.shift();
    if (next === undefined) queues.splice(at, 1);
    else order.push(next);
  }
  return order;
}

function splitSpans(batch: SourceBatch, seed: number): SourceBatch[] {
  const random = randomFrom(seed);
  const groups = Map.groupBy(batch.spans ?? [], () => random() < 0.5);
  return [...groups.values()].map((spans) => ({ ...batch, spans }));
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Takes the batches as the collector does, with passes of the rollup in between, and reads every flow that there is then. */
export async function replay(store: QueryStore, batches: readonly SourceBatch[]): Promise<FlowDetail[]> {
  const cache = new FactsCache();
  const arrived = microsFromMillis(Date.now());
  for (const [at, batch] of batches.entries()) {
    if (await isKnown(store, batch)) continue;
    await appendFacts(store, prepare(batch, DEFAULT_CONVENTIONS), { payloadLimit: 65_536, now: arrived });
    if (at % BATCHES_BETWEEN_PASSES === 0) await derive(store, cache, Date.now());
  }
  await derive(store, cache, Date.now() + HOUR_MS);
  const { rows } = await store.pool.query<{ id: string }>('SELECT id FROM flow ORDER BY id');
  const flows: FlowDetail[] = [];
  for (const { id } of rows) {
    const flow = await readFlow(store, id);
    if (flow === null || !('found' in flow)) throw new Error('A flow is not found by its own id.');
    flows.push(flow.found);
  }
  return flows;
}

/** A part of a partition that was read before is dropped by its source. */
async function isKnown(store: QueryStore, { source, slices = [] }: SourceBatch): Promise<boolean> {
  const [slice] = slices;
  if (slice === undefined) return false;
  const [position] = await positions(store, source, [slice]);
  if (position?.next == null) await startAt(store, source, slice, slice.incarnation, slice.from);
  return position?.next != null && position.next >= slice.to;
}

async function derive(store: QueryStore, cache: FactsCache, now: number): Promise<void> {
  for (;;) {
    const { taken } = await inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: HUB_LIMIT, now: microsFromMillis(now), limit: RECORDS_A_PASS, cache }));
    if (taken === 0) return;
  }
}
