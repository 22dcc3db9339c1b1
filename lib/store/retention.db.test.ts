import { describe, expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow } from '#lib/store/clock.ts';
import { dayOf, ensurePartitions, listPartitions, partitionName } from '#lib/store/partitions.ts';
import { positions, startAt } from '#lib/store/positions.ts';
import { dropExpired } from '#lib/store/retention.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { chunkFact, eventFact, factBatch, sliceFact } from '#lib/store/testing/facts.ts';
import { eventRef } from '#lib/store/refs.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const DAY = 86_400_000_000;
const now = microsNow();
const daysAgo = (days: number): Micros => brand<Micros>(now - days * DAY);
const orders = { topic: 'orders', partition: 0 };
/** Those that are partitioned, in the order of their names. */
const TABLES = ['commit_fine', 'commit_minute', 'commit_sample', 'event', 'event_chunk', 'event_tally', 'key_posting', 'partition_tally', 'span_block', 'span_chunk'] as const;
/** Those that `RETENTION_DAYS` is about: samples of groups have times of their own. */
const FACTS = TABLES.filter((table) => table !== 'commit_fine' && table !== 'commit_minute');
/** Fine samples are kept for two days, so all that were made for the past are dropped. */
const FINE_DROPPED = 5;

async function storeWithPast(): Promise<QueryStore> {
  const store = await freshStore();
  await startAt(store, 'kafka', orders, 0, 0n);
  for (const [index, days] of [10, 7, 0].entries()) {
    const at = { payloadLimit: 100, now: daysAgo(days) };
    const from = BigInt(index);
    await appendFacts(store, factBatch({ slices: [sliceFact(from, from + 1n)], chunks: [chunkFact(`t${days}`, ['a'])] }), at);
    await appendFacts(store, factBatch({ source: 'http', pushed: [{ identity: `${days}`, event: eventFact(0n, { topic: 'pushed' }) }] }), at);
    await appendFacts(store, factBatch({ quarantined: [{ source: 'kafka', origin: 'o', reason: 'r', bytes: new Uint8Array(1) }] }), at);
    await store.prisma.underivable.create({ data: { isTrace: false, ref: eventRef(1, 0, from), at: BigInt(at.now), reason: 'r', dueAt: 0n } });
    await insertFlow(store, `flow ${days}`, at.now);
    await store.pool.query('INSERT INTO process_status VALUES ($1, $1, $2, $3)', [`process ${days}`, at.now, '{}']);
  }
  await insertGroups(store);
  return store;
}

/** Groups of topic 1: gone for long, gone lately, there; and the ends of topic 2, which nobody reads any more. */
async function insertGroups(store: QueryStore): Promise<void> {
  const groups = [['gone', 'gone', 10], ['gone lately', 'gone', 1], ['there', 'ok', 10]] as const;
  for (const [name, state, days] of groups) {
    const { id } = await store.prisma.consumerGroup.create({ data: { source: 'kafka', name, firstSeenAt: 0n, state, stateSince: BigInt(daysAgo(days)) } });
    await store.prisma.commitState.create({ data: { groupId: id, topicId: 1, at: BigInt(daysAgo(days)), offsets: new Uint8Array([1]) } });
  }
  for (const topicId of [1, 2]) await store.prisma.commitState.create({ data: { groupId: 0, topicId, at: BigInt(daysAgo(10)), offsets: new Uint8Array([1]) } });
  for (const days of [31, 29]) await store.prisma.groupMark.create({ data: { groupId: 3, at: BigInt(daysAgo(days)), kind: 'rebalance', text: 'It rebalanced.' } });
  for (const kind of ['k', 'no longer']) await store.prisma.baseline.create({ data: { kind, madeAt: BigInt(daysAgo(10)), flows: 100, learned: {} } });
}

async function insertFlow(store: QueryStore, id: string, observedAt: Micros): Promise<void> {
  await store.prisma.flow.create({
    data: {
      ...{ id, kind: 'k', status: 'completed', startedAt: 0n, lastActivityAt: 0n, durationMicros: 0n, observedAt: BigInt(observedAt), entry: 'e' },
      ...{ services: [], topics: [], eventCount: 1, spanCount: 0, errorCount: 0, retryCount: 0, duplicateCount: 0, deadLetterCount: 0 },
      ...{ search: '', events: [], segments: [], version: 1n },
      keys: { create: [{ kind: 'correlation', value: id, hash: 1n }] },
    },
  });
}

describe('dropExpired', () => {
  test('drops whole days and what was derived from them, and nothing younger', async () => {
    const store = await storeWithPast();
    const dropped = await dropExpired(store, 7, now);
    // What was made for day -10 with a day before and three after.
    const names = (shifts: readonly number[], tables: readonly (typeof TABLES)[number][]): string[] => shifts.flatMap((shift) => tables.map((table) => partitionName(table, dayOf(now) + shift)));
    const gone = [...names([-11, -10, -9, -8], FACTS), ...names([-11, -10, -9, -8, -7], ['commit_fine'])];
    expect({ ...dropped, partitions: dropped.partitions.toSorted() }).toEqual({ partitions: gone.toSorted(), deferred: [], flows: 1, pushedIdentities: 1, quarantined: 1, underivable: 1, processes: 2, groups: 1, marks: 1, baselines: 1, edgeParts: 0, edges: 0, deadLetters: 0 });
    expect((await store.prisma.consumerGroup.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name)).toEqual(['gone lately', 'there']);
    expect((await store.prisma.commitState.findMany({ orderBy: { groupId: 'asc' } })).map(({ groupId, topicId }) => [groupId, topicId])).toEqual([[0, 1], [2, 1], [3, 1]]);
    expect((await store.prisma.baseline.findMany()).map(({ kind }) => kind)).toEqual(['k']);
    expect(await store.prisma.event.count()).toBe(4);
    expect(await store.prisma.eventTally.aggregate({ _sum: { count: true } })).toEqual({ _sum: { count: 4n } });
    expect(await store.prisma.partitionTally.aggregate({ _sum: { count: true } })).toEqual({ _sum: { count: 4n } });
    expect(await store.prisma.spanChunk.count()).toBe(2);
    expect((await store.prisma.flowKey.findMany({ orderBy: { value: 'asc' } })).map(({ value }) => value)).toEqual(['flow 0', 'flow 7']);
    expect(await dropExpired(store, 7, now)).toMatchObject({ partitions: [], flows: 0 });
    // By a clock that has jumped ahead.
    expect(await dropExpired(store, 7, daysAgo(-30))).toMatchObject({ partitions: [], flows: 0 });
    expect((await positions(store, 'kafka', [orders]))[0]?.next).toBe(3n);
  });

  test('leaves a day that is being read for the next time', async () => {
    const store = await storeWithPast();
    const reader = await store.pool.connect();
    await reader.query('BEGIN');
    await reader.query(`SELECT count(*) FROM "${partitionName('event', dayOf(now) - 10)}"`);
    const dropped = await dropExpired(store, 7, now);
    expect(dropped.deferred).toEqual([partitionName('event', dayOf(now) - 10)]);
    await reader.query('COMMIT');
    reader.release();
    expect((await dropExpired(store, 7, now)).partitions).toEqual(dropped.deferred);
  });

  test('works while others append, and in two processes at once', async () => {
    const store = await storeWithPast();
    let running = true;
    const appending = (async () => {
      let next = 3n;
      for (; running; next += 5n) {
        const batch = factBatch({ slices: [sliceFact(next, next + 5n, { postings: [{ hash: 1n, role: 1 }] })], chunks: [chunkFact(`t ${next}`, ['a'])] });
        await appendFacts(store, batch, { payloadLimit: 100, now });
      }
      return next;
    })();
    const dropped = await Promise.all([dropExpired(store, 7, now), dropExpired(store, 7, now)]);
    running = false;
    const next = await appending;
    expect(dropped.flatMap(({ partitions }) => partitions)).toHaveLength(FACTS.length * 4 + FINE_DROPPED);
    expect(await store.prisma.event.count()).toBe(Number(next) - 1 + 2);
  });
});

describe('ensurePartitions', () => {
  test('makes what is missing once, while others append and do the same', async () => {
    const store = await storeWithPast();
    const later = brand<Micros>(now + 20 * DAY);
    const made = await Promise.all([ensurePartitions(store.pool, later), ensurePartitions(store.pool, later), ensurePartitions(store.pool, later)]);
    expect(made.flat()).toHaveLength(TABLES.length * 5);
    expect(await ensurePartitions(store.pool, later)).toEqual([]);
    expect((await listPartitions(store.pool)).at(-1)?.day).toBe(dayOf(now) + 23);
  });

  test('waits for no writer', async () => {
    const store = await storeWithPast();
    const writer = await store.pool.connect();
    await writer.query('BEGIN');
    await writer.query(`INSERT INTO key_posting SELECT 1, 1, gen_random_uuid(), current_date`);
    expect(await ensurePartitions(store.pool, brand<Micros>(now + 20 * DAY))).toHaveLength(TABLES.length * 5);
    await writer.query('COMMIT');
    writer.release();
  });

  test('gives each day the indexes and the storage of the whole', async () => {
    const store = await freshStore();
    const { rows } = await store.pool.query(
      `SELECT indisprimary AS primary, indisvalid AS valid, inhparent IS NOT NULL AS attached
         FROM pg_index LEFT JOIN pg_inherits ON inhrelid = indexrelid WHERE indrelid = to_regclass($1)`,
      [partitionName('span_chunk', dayOf(now))],
    );
    expect(rows).toEqual([{ primary: true, valid: true, attached: true }]);
    const { rows: storage } = await store.pool.query(`SELECT attstorage FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'data'`, [partitionName('span_block', dayOf(now))]);
    expect(storage).toEqual([{ attstorage: 'e' }]);
  });
});
