import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow } from '#lib/store/clock.ts';
import { positions, startAt } from '#lib/store/positions.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { eventFact, factBatch, sliceFact } from '#lib/store/testing/facts.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const now = microsNow();
const options = { payloadLimit: 65_536, now };

async function readyStore(partitions = 2): Promise<QueryStore> {
  const store = await freshStore();
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic: 'orders', partition }));
  await positions(store, 'kafka', all);
  for (const one of all) await startAt(store, 'kafka', one, 0, 0n);
  return store;
}

const kept = async (store: QueryStore) => (await store.prisma.partitionTally.findMany({ orderBy: { partition: 'asc' } })).map(({ partition, count, bytes, firstOffset, lastOffset }) => [partition, count, bytes, firstOffset, lastOffset]);
const types = async (store: QueryStore) => (await store.prisma.eventTally.findMany({ orderBy: [{ minute: 'asc' }, { type: 'asc' }, { partition: 'asc' }] })).map(({ type, role, rest, count, firstOffset, lastOffset }) => [type, role, rest, count, firstOffset, lastOffset]);

test('counts are exact over batches, partitions, types and roles', async () => {
  const store = await readyStore();
  const paid = { type: 'order.paid', timestamp: now } as const;
  await appendFacts(store, factBatch({ slices: [sliceFact(0n, 5n, paid), sliceFact(0n, 2n, { ...paid, partition: 1 })] }), options);
  await appendFacts(store, factBatch({ slices: [sliceFact(5n, 7n, paid), sliceFact(2n, 4n, { timestamp: now, partition: 1, role: 'retry', type: 'order.paid' })] }), options);
  await appendFacts(store, factBatch({ slices: [sliceFact(7n, 8n, { timestamp: now, value: null })] }), options);
  expect(await types(store)).toEqual([
    ['', 0, false, 1n, 7n, 7n],
    ['order.paid', 0, false, 7n, 0n, 6n],
    ['order.paid', 0, false, 2n, 0n, 1n],
    ['order.paid', 1, false, 2n, 2n, 3n],
  ]);
  expect(await kept(store)).toEqual([[0, 8n, 49n, 0n, 7n], [1, 4n, 28n, 0n, 3n]]);
});

test('a batch that is read twice counts once, and what a batch holds twice too', async () => {
  const store = await readyStore(1);
  const batch = factBatch({ slices: [{ topic: 'orders', incarnation: 0, partition: 0, from: 0n, to: 3n, events: [0n, 1n, 1n, 2n].map((offset) => eventFact(offset)) }] });
  await appendFacts(store, batch, options);
  await expect(appendFacts(store, batch, options)).rejects.toThrow('no longer where they were read from');
  expect(await kept(store)).toEqual([[0, 3n, 21n, 0n, 2n]]);
  const pushed = factBatch({ source: 'http', pushed: [{ identity: 'a', event: eventFact(0n, { topic: 'pushed' }) }] });
  for (let times = 0; times < 3; times++) await appendFacts(store, pushed, options);
  expect((await kept(store)).map(([, count]) => count)).toEqual([3n, 1n]);
});

test('processes that write to many partitions at once lose no count', async () => {
  const store = await readyStore(8);
  await Promise.all(Array.from({ length: 8 }, async (_, partition) => {
    for (let from = 0n; from < 50n; from += 10n) await appendFacts(store, factBatch({ slices: [sliceFact(from, from + 10n, { partition, timestamp: now })] }), options);
  }));
  const { _sum: sum } = await store.prisma.eventTally.aggregate({ _sum: { count: true } });
  expect(sum.count).toBe(400n);
  expect((await kept(store)).every(([, count]) => count === 50n)).toBe(true);
});

test('a backlog counts in the minutes in which it was written, and hostile types do no harm', async () => {
  const store = await readyStore(1);
  const before = brand<Micros>(now - 86_400_000_000);
  const hostile = ['\0', '\ud800', 'x'.repeat(10_000), `'; DROP TABLE event; --`];
  const events = hostile.map((type, offset) => eventFact(BigInt(offset), { timestamp: before, type }));
  await appendFacts(store, factBatch({ slices: [{ topic: 'orders', incarnation: 0, partition: 0, from: 0n, to: 4n, events }] }), options);
  const rows = await store.prisma.eventTally.findMany();
  expect(new Set(rows.map(({ minute }) => minute))).toEqual(new Set([Math.floor(before / 60e6)]));
  expect(rows.reduce((sum, { count }) => sum + count, 0n)).toBe(4n);
});
