import { describe, expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow } from '#lib/store/clock.ts';
import { positions, recreated, startAllAt, startAt } from '#lib/store/positions.ts';
import { dropExpired } from '#lib/store/retention.ts';
import { factBatch, sliceFact } from '#lib/store/testing/facts.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const zero = { topic: 'orders', partition: 0 };
const one = { topic: 'orders', partition: 1 };
const options = { payloadLimit: 100, now: microsNow() };
const ids = (id: string) => new Map([['orders', id]]);

describe('positions', () => {
  test('are null until something says where to start, then stay', async () => {
    const store = await freshStore();
    expect(await positions(store, 'kafka', [one, zero])).toEqual([{ incarnation: 0, next: null }, { incarnation: 0, next: null }]);
    await startAt(store, 'kafka', one, 0, 17n);
    await startAt(store, 'kafka', one, 0, 99n);
    expect(await positions(store, 'kafka', [one, zero])).toEqual([{ incarnation: 0, next: 17n }, { incarnation: 0, next: null }]);
  });

  test('of a source of which nothing is stored are said all at once, by the first who does', async () => {
    const store = await freshStore();
    await positions(store, 'kafka', [zero, one], ids('A'));
    const starts = (next: bigint) => [zero, one].map((place) => ({ ...place, incarnation: 0, next }));
    await startAt(store, 'other', zero, 0, 1n);
    await Promise.all([startAllAt(store, 'kafka', starts(5n)), startAllAt(store, 'kafka', starts(6n))]);
    const said = (await positions(store, 'kafka', [zero, one])).map(({ next }) => next);
    expect([[5n, 5n], [6n, 6n]]).toContainEqual(said);
    await startAllAt(store, 'kafka', [{ topic: 'later', partition: 0, incarnation: 0, next: 7n }]);
    expect(await positions(store, 'kafka', [{ topic: 'later', partition: 0 }])).toEqual([{ incarnation: 0, next: null }]);
  });

  test('of two sources with one topic name are two', async () => {
    const store = await freshStore();
    await startAt(store, 'kafka', zero, 0, 1n);
    await startAt(store, 'other', zero, 0, 2n);
    expect(await positions(store, 'other', [zero])).toEqual([{ incarnation: 0, next: 2n }]);
  });

  test('are asked for by many processes at once', async () => {
    const store = await freshStore();
    const all = await Promise.all(Array.from({ length: 8 }, () => positions(store, 'kafka', [zero, one], ids('A'))));
    expect(new Set(all.map((each) => JSON.stringify(each.map(({ incarnation }) => incarnation))))).toEqual(new Set(['[0,0]']));
  });
});

describe('what is stored whole', () => {
  test('begins where reading began, behind what was left out, and behind what retention dropped', async () => {
    const store = await freshStore();
    const wholeFrom = async () => (await store.prisma.position.findMany({ orderBy: { partition: 'asc' } })).map((row) => row.wholeFrom);
    await startAt(store, 'kafka', zero, 0, 0n);
    await startAt(store, 'kafka', one, 0, 17n);
    expect(await wholeFrom()).toEqual([0n, 17n]);
    const past = { payloadLimit: 100, now: brand<Micros>(options.now - 10 * 86_400_000_000) };
    await appendFacts(store, factBatch({ slices: [sliceFact(0n, 3n), { ...one, incarnation: 0, from: 17n, to: 20n, events: [] }] }), past);
    expect(await wholeFrom()).toEqual([0n, 17n]);
    await appendFacts(store, factBatch({ slices: [{ ...sliceFact(3n, 5n), to: 7n, leftOut: 5n }, { ...zero, incarnation: 0, from: 7n, to: 8n, events: [] }, { ...one, incarnation: 0, from: 20n, to: 21n, events: [] }] }), options);
    expect(await wholeFrom()).toEqual([6n, 17n]);
    await appendFacts(store, factBatch({ slices: [sliceFact(20n, 22n, { partition: 1 })].map((slice) => ({ ...slice, from: 21n })) }), past);
    await dropExpired(store, 7, options.now);
    expect(await wholeFrom()).toEqual([6n, 22n]);
  });
});

describe('a recreated topic', () => {
  test('is known by its id: a first id names the topic, another starts a new incarnation, an older one is a late reader', async () => {
    const store = await freshStore();
    await startAt(store, 'kafka', zero, 0, 5n);
    expect(await positions(store, 'kafka', [zero], ids('A'))).toEqual([{ incarnation: 0, next: 5n }]);
    expect(await positions(store, 'kafka', [zero], ids('B'))).toEqual([{ incarnation: 1, next: null }]);
    expect(await positions(store, 'kafka', [zero], ids('A'))).toEqual([{ incarnation: 1, next: null }]);
    expect(await positions(store, 'kafka', [zero])).toEqual([{ incarnation: 1, next: null }]);
  });

  test('is noticed once by the readers of its partitions', async () => {
    const store = await freshStore();
    await startAt(store, 'kafka', zero, 0, 500n);
    expect(await Promise.all([1, 2, 3].map(() => recreated(store, 'kafka', 'orders', 0)))).toEqual([1, 1, 1]);
    await startAt(store, 'kafka', zero, 1, 0n);
    expect(await recreated(store, 'kafka', 'orders', 0)).toBe(1);
    expect(await recreated(store, 'kafka', 'orders', 1)).toBe(2);
  });

  test('takes no more of what was read as the one before', async () => {
    const store = await freshStore();
    await startAt(store, 'kafka', zero, 0, 0n);
    await recreated(store, 'kafka', 'orders', 0);
    await startAt(store, 'kafka', zero, 0, 0n);
    await expect(appendFacts(store, factBatch({ slices: [sliceFact(0n, 3n)] }), options)).rejects.toMatchObject({ code: 'position-moved' });
  });
});

test('a database that is away is unavailable for now', async () => {
  const store = await freshStore();
  const away = { ...store, pool: Object.assign(Object.create(store.pool), { query: () => store.pool.query(`DO $$ BEGIN RAISE SQLSTATE '57P03'; END $$`) }) };
  await expect(positions(away, 'kafka', [zero])).rejects.toMatchObject({ code: 'unavailable' });
});
