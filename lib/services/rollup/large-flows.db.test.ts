import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import type { Micros } from '#lib/core/time.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { LargeFlows } from '#lib/services/rollup/large-flows.ts';
import { runPass, type Pass } from '#lib/services/rollup/run-pass.ts';
import { append, NOW } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const MANY = 1200;
const later = (seconds: number): Micros => brand<Micros>(NOW + seconds * 1_000_000);
const sizes = async (store: FreshStore): Promise<number[]> =>
  (await store.pool.query<{ size: number }>('SELECT event_count + span_count AS size FROM flow')).rows.map(({ size }) => size).toSorted((a, b) => a - b);

test('what touches a large flow rests a while, in no other flow’s way, and is then derived', { timeout: 120_000 }, async () => {
  const store = await freshStore();
  const kept = { conventions: DEFAULT_CONVENTIONS, hubLimit: 10_000, limit: 5000, cache: new FactsCache(), large: new LargeFlows() };
  const pass = (now: Micros): Promise<Pass> => inTransaction(store.pool, (client) => runPass(client, { ...kept, now }));
  await append(store, Array.from({ length: MANY }, (_, offset) => event({ topic: 'many', offset, at: offset, correlation: 'large', sentBy: ['made', 'send'] })));
  await pass(NOW);
  expect(await sizes(store)).toEqual([MANY]);

  await append(store, [event({ topic: 'many', offset: MANY, correlation: 'large' }), event({ topic: 'few', offset: 1, correlation: 'small' }), span({ trace: 'made', name: 'send' }), span({ trace: 'other', name: 'other' })]);
  expect(await pass(NOW)).toMatchObject({ records: 2 });
  expect(await sizes(store)).toEqual([1, 1, MANY]);
  // Nothing is due: nothing is taken, and what waits stays.
  expect(await pass(NOW)).toMatchObject({ taken: 0 });

  expect(await pass(later(20))).toMatchObject({ records: 2 });
  expect(await sizes(store)).toEqual([1, 1, MANY + 2]);
  expect((await store.pool.query('SELECT 1 FROM change')).rows).toEqual([]);
});
