import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { microsNow } from '#lib/store/clock.ts';
import { readHistory, readSamples } from '#lib/store/commit-history.ts';
import { packMinutes, packSamples } from '#lib/store/commit-packing.ts';
import { insertSamples, type SampleRow } from '#lib/store/commits.ts';
import { dayOf, dayText, ensurePartitions } from '#lib/store/partitions.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
const NOW = microsNow();
/** Whole minutes, so that what is thinned to one is known. */
const minute = (micros: number): number => Math.floor(micros / (60 * SECOND)) * 60 * SECOND;
const ALL = { turn: 0, turns: 1 };
const LATELY = brand<Micros>(NOW - 3 * DAY);

/** Six a minute, of one partition that moves by one each time. */
const samplesFrom = (begin: number, count: number, group = 1): SampleRow[] =>
  Array.from({ length: count }, (_, n) => {
    const at = begin + n * 10 * SECOND;
    return { groupId: group, topicId: 7, at: brand<Micros>(at), since: n === 0 ? null : brand<Micros>(at - 10 * SECOND), offsets: [{ partition: 0, offset: BigInt(n), committedAt: brand<Micros>(at - SECOND) }] };
  });

const pack = (store: FreshStore): Promise<void> =>
  inTransaction(store.pool, async (client) => {
    await packSamples(client, ALL, LATELY);
    await packMinutes(client, ALL, LATELY);
  });

const rows = async (store: FreshStore): Promise<number[]> => {
  const { rows: counts } = await store.pool.query<{ counts: number[] }>('SELECT ARRAY[(SELECT count(*) FROM commit_sample), (SELECT count(*) FROM commit_fine), (SELECT count(*) FROM commit_minute)]::int[] AS counts');
  return counts[0]!.counts;
};

const EVER = { from: brand<Micros>(NOW - 40 * DAY), to: brand<Micros>(NOW + DAY) };

test('what was packed is read as it was taken, with what is not packed yet', async () => {
  const store = await freshStore();
  const begin = minute(NOW) - 600 * SECOND;
  const all = samplesFrom(begin, 40);
  await insertSamples(store.pool, all.slice(0, 30));
  await pack(store);
  await insertSamples(store.pool, all.slice(30));
  expect(await rows(store)).toEqual([10, expect.any(Number), expect.any(Number)]);
  expect(await readHistory(store.pool, { groupIds: [1], topicIds: [7], ...EVER })).toEqual(all);
  expect(await readSamples(store.pool, [7], brand<Micros>(begin + 100 * SECOND), 25)).toEqual(all.slice(10, 35));
  expect(await readHistory(store.pool, { groupIds: [1], topicIds: [7], from: all[5]!.at, to: all[33]!.at })).toEqual(all.slice(5, 33));
  // Nothing is packed twice.
  await pack(store);
  await pack(store);
  expect(await readHistory(store.pool, { groupIds: [1], topicIds: [7], ...EVER })).toEqual(all);
  expect((await rows(store))[0]).toBe(0);
});

test('what is older than a day is read by the minute, of every group', async () => {
  const store = await freshStore();
  // Never across midnight, so that a minute is in one day.
  const begin = Math.floor(NOW / DAY) * DAY - 2 * DAY + 12 * 3600 * SECOND;
  await ensurePartitions(store.pool, brand<Micros>(begin));
  for (const group of [1, 2]) await insertSamples(store.pool, samplesFrom(begin, 60, group));
  await pack(store);
  const minutes = await readHistory(store.pool, { groupIds: [1], topicIds: [7], ...EVER });
  expect(minutes.map(({ at, since, offsets }) => [(at - begin) / SECOND, since === null ? null : (since - begin) / SECOND, offsets[0]?.offset])).toEqual(
    Array.from({ length: 10 }, (_, n) => [n * 60 + 50, n === 0 ? null : n * 60 - 10, BigInt(n * 6 + 5)]));
  const both = await readSamples(store.pool, [7], brand<Micros>(begin), 3);
  expect(both.map(({ groupId, offsets }) => [groupId, offsets[0]?.offset])).toEqual([[1, 5n], [2, 5n], [1, 11n], [2, 11n], [1, 17n], [2, 17n]]);
});

test('what is of days for which nothing can be packed any more stays as it is, and is read', async () => {
  const store = await freshStore();
  const begin = NOW - 5 * DAY;
  await store.pool.query(`CREATE TABLE old_samples PARTITION OF commit_sample FOR VALUES FROM ('${dayText(dayOf(brand<Micros>(begin)) - 1)}') TO ('${dayText(dayOf(brand<Micros>(begin)) + 2)}')`);
  const all = samplesFrom(begin, 3);
  await insertSamples(store.pool, all);
  await pack(store);
  expect(await rows(store)).toEqual([3, 0, 0]);
  expect(await readHistory(store.pool, { groupIds: [1], topicIds: [7], ...EVER })).toEqual(all);
});

test('a turn packs its own groups only', async () => {
  const store = await freshStore();
  for (const group of [1, 2, 3]) await insertSamples(store.pool, samplesFrom(minute(NOW), 2, group));
  await inTransaction(store.pool, (client) => packSamples(client, { turn: 0, turns: 3 }, LATELY));
  const { rows: left } = await store.pool.query<{ group_id: number }>('SELECT DISTINCT group_id FROM commit_sample ORDER BY 1');
  expect(left.map(({ group_id }) => group_id)).toEqual([1, 3]);
  expect(await readSamples(store.pool, [7], EVER.from, 10)).toHaveLength(6);
});

test('groups that never rest take less than ten bytes on disk for each partition at each look', async () => {
  const store = await freshStore();
  const [groups, partitions, looks] = [120, 10, 180];
  // Rates and times of commits vary as those of consumers do.
  let seed = 1;
  const random = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
  const begin = Math.floor(NOW / DAY) * DAY;
  for (let group = 1; group <= groups; group += 1) {
    const reached = Array.from({ length: partitions }, () => 1_000_000 + random(50_000_000));
    const samples = Array.from({ length: looks }, (_, n): SampleRow => {
      const at = begin + n * 10 * SECOND + random(50_000);
      return { groupId: group, topicId: 7, at: brand<Micros>(at), since: brand<Micros>(at - 10 * SECOND + random(50_000)), offsets: reached.map((__, partition) => ({ partition, offset: BigInt((reached[partition] = reached[partition]! + random(2000))), committedAt: brand<Micros>(Math.floor((at - random(5 * SECOND)) / 1000) * 1000) })) };
    });
    await insertSamples(store.pool, samples);
  }
  await pack(store);
  const bytes = async (table: string): Promise<number> => {
    const { rows: sizes } = await store.pool.query<{ bytes: string }>('SELECT sum(pg_total_relation_size(relid)) AS bytes FROM pg_partition_tree($1::regclass) WHERE isleaf AND pg_relation_size(relid) > 0', [table]);
    return Number(sizes[0]?.bytes);
  };
  expect((await bytes('commit_fine')) / (groups * partitions * looks)).toBeLessThan(10);
  // A row of half an hour, one sample a minute.
  expect((await bytes('commit_minute')) / (groups * partitions * (looks / 6))).toBeLessThan(10);
});
