import type pg from 'pg';
import { namedTypes } from '#lib/core/topics/named-types.ts';
import { tallyOf } from '#lib/core/topics/tally.ts';
import type { Micros } from '#lib/core/time.ts';
import { SourceError, type Appended, type Quarantined } from '#lib/sources/source.ts';
import { endSleepers } from '#lib/store/end-sleepers.ts';
import { databaseFault, isTimeout } from '#lib/store/errors.ts';
import type { FactBatch } from '#lib/store/facts.ts';
import { dayOf, dayText, ensurePartitions } from '#lib/store/partitions.ts';
import { place, type Placed } from '#lib/store/placing.ts';
import { encodeHeld } from '#lib/core/quarantine/held.ts';
import { eventRef } from '#lib/store/refs.ts';
import { withSourceErrors } from '#lib/store/source-errors.ts';
import { advancePositions } from '#lib/store/sql/advance-positions.ts';
import { copyEvents, copyPostings, type PlacedEvent, type PlacedPosting } from '#lib/store/sql/copy-facts.ts';
import { insertChunks, type ChunkRow } from '#lib/store/sql/insert-chunks.ts';
import { insertIdentities, takeOffsets } from '#lib/store/sql/insert-pushed.ts';
import { SILENT_TRANSACTION_MS, type Store } from '#lib/store/store.ts';
import { upsertTallies } from '#lib/store/sql/upsert-tallies.ts';
import { pgName, pgText } from '#lib/store/text.ts';
import { inTransaction } from '#lib/store/transaction.ts';

export interface AppendOptions {
  /** Bytes of a payload that are kept. */
  readonly payloadLimit: number;
  /** When the batch was observed. */
  readonly now: Micros;
  /** Done first within the transaction: events that it gives are appended too, at the places that they have. */
  readonly first?: (client: pg.PoolClient) => Promise<readonly PlacedEvent[]>;
}

/** Each waits with its batch in memory. */
const MOST_WAITING = 100;
/** As long as others may hold what is wanted here: who has waited in vain looks who sleeps. */
const STATEMENT_TIMEOUT_MS = SILENT_TRANSACTION_MS;

/**
 * `Sink.append`: everything in one transaction, which spans topics and partitions. Rows that others may want too are locked in this order,
 * each kind sorted, so that two processes never deadlock: topics and positions of what is read again, positions read, identities, positions assigned, span chunks. Counts need no order: see `upsertTallies`.
 */
export function appendFacts(store: Store, batch: FactBatch, options: AppendOptions): Promise<Appended> {
  return withSourceErrors(async () => {
    const { waitingCount } = store.copying;
    if (waitingCount >= MOST_WAITING) throw new SourceError('overloaded', `${waitingCount} batches are waiting for the database already.`);
    const placed = await place(store, batch);
    const write = () => inTransaction(store.copying, (client) => writeBatch(client, placed, batch.quarantined, options), STATEMENT_TIMEOUT_MS);
    try {
      return await write();
    } catch (error) {
      if (isTimeout(error)) await endSleepers(store.pool);
      if (databaseFault(error) !== 'no-partition') throw error;
      await ensurePartitions(store.pool, options.now);
      return await write();
    }
  });
}

async function writeBatch(client: pg.PoolClient, placed: Placed, quarantined: readonly Quarantined[], { payloadLimit, now, first }: AppendOptions): Promise<Appended> {
  const given = first === undefined ? [] : await first(client);
  await advance(client, placed);
  const pushed = await writePushed(client, placed.pushed, now);
  const chunks = await writeChunks(client, placed, now);
  const events = [...placed.events, ...given, ...pushed];
  const refs = events.map(({ topicId, partition, offset }) => eventRef(topicId, partition, offset));
  const postings: PlacedPosting[] = [
    ...events.flatMap(({ fact }, index) => fact.postings.map(({ hash, role }) => ({ hash, role, ref: refs[index] ?? '' }))),
    ...chunks.flatMap(({ fact, trace }) => fact.postings.map(({ hash, role }) => ({ hash, role, ref: trace }))),
  ];
  if (events.length > 0) {
    await copyEvents(client, events, payloadLimit, now);
    await tally(client, events, now);
  }
  if (postings.length > 0) await copyPostings(client, postings, now);
  await writeQuarantined(client, quarantined, now);
  await writeChange(client, refs, [...new Set(chunks.map(({ trace }) => trace))], now);
  const spans = countSpans(chunks);
  const duplicates = placed.duplicates + (placed.pushed.size - pushed.length) + (countSpans([...placed.chunks.values()]) - spans);
  return { events: events.length, spans, duplicates, quarantined: quarantined.length };
}

async function advance(client: pg.PoolClient, { advances }: Placed): Promise<void> {
  if (advances.length === 0) return;
  const count = await advancePositions(client, advances);
  if (count < advances.length) {
    throw new SourceError('position-moved', `${advances.length - count} of ${advances.length} partitions are no longer where they were read from.`);
  }
}

async function writePushed(client: pg.PoolClient, pushed: Placed['pushed'], now: Micros): Promise<readonly PlacedEvent[]> {
  if (pushed.size === 0) return [];
  const fresh = await insertIdentities(client, [...pushed.values()].map(({ identity }) => identity), dayText(dayOf(now)));
  const events = [...pushed].filter(([identity]) => fresh.has(identity)).map(([, event]) => event);
  if (events.length === 0) return [];
  const counts = new Map<number, number>();
  for (const { topicId } of events) counts.set(topicId, (counts.get(topicId) ?? 0) + 1);
  const next = await takeOffsets(client, counts);
  return events.map(({ topicId, fact }) => {
    const offset = next.get(topicId) ?? 0n;
    next.set(topicId, offset + 1n);
    return { topicId, partition: 0, offset, fact };
  });
}

const isNamed = namedTypes();

/** What is stored, and nothing else, is counted: of a batch that was read twice the second is dropped before it comes here. */
async function tally(client: pg.PoolClient, events: readonly PlacedEvent[], now: Micros): Promise<void> {
  const counted = events.map(({ topicId, partition, offset, fact: { record, role, type } }) => ({
    ...{ topicId, partition, offset, role, timestamp: record.timestamp },
    type: type === null || type === '' ? null : pgName(type),
    size: record.masked?.payload?.size ?? record.value?.length ?? 0,
  }));
  await upsertTallies(client, tallyOf(counted, now, isNamed), now);
}

/** Only the chunks that were not there: their postings are not written twice either. */
async function writeChunks(client: pg.PoolClient, { chunks, blocks }: Placed, now: Micros) {
  if (chunks.size === 0) return [];
  const fresh = await insertChunks(client, [...chunks.values()], blocks, now);
  return [...chunks].filter(([key]) => fresh.has(key)).map(([, chunk]) => chunk);
}

async function writeQuarantined(client: pg.PoolClient, quarantined: readonly Quarantined[], now: Micros): Promise<void> {
  for (const { source, origin, reason, bytes, held } of quarantined) {
    await client.query('INSERT INTO quarantine (at, source, origin, reason, bytes, held) VALUES ($1, $2, $3, $4, $5, $6)', [
      ...[now, pgText(source), pgText(origin), pgText(reason)],
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      held === undefined ? null : encodeHeld(held),
    ]);
  }
}

async function writeChange(client: pg.PoolClient, events: readonly string[], traces: readonly string[], now: Micros): Promise<void> {
  if (events.length === 0 && traces.length === 0) return;
  await client.query('INSERT INTO change (at, events, traces) VALUES ($1, $2::uuid[], $3::uuid[])', [now, events, traces]);
}

const countSpans = (chunks: readonly ChunkRow[]): number => chunks.reduce((sum, { spans }) => sum + spans, 0);
