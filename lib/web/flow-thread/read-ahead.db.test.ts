import type pg from 'pg';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import type { Micros } from '#lib/core/time.ts';
import { append, NOW, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { ReadAhead } from '#lib/web/flow-thread/read-ahead.ts';
import { RecentFlows } from '#lib/web/flow-thread/recent-flows.ts';

const [MOMENT, LATER] = [brand<Micros>(NOW + 3_000_000), brand<Micros>(NOW + 60_000_000)];
const messages = (correlation: string, count: number, from = 0) => Array.from({ length: count }, (_, index) => event({ topic: correlation, offset: from + index, correlation }));

test('large flows are read when they have come to rest for a moment and for good, each time once for what they are then, and small ones are not', async () => {
  const store = await freshStore();
  const asked: unknown[] = [];
  const query = (config: pg.QueryConfig | string, values?: unknown[]) => {
    if (typeof config !== 'string' && (config.name === 'read-flow' || config.name === 'stamp-of-flow')) asked.push([config.name, config.values?.[0]]);
    return store.pool.query(config, values);
  };
  const pool = new Proxy(store.pool, { get: (of, property) => (property === 'query' ? query : (Reflect.get(of, property, of) as unknown)) });
  const ahead = new ReadAhead(store, new RecentFlows({ pool, prisma: store.prisma }, { conventions: DEFAULT_CONVENTIONS, displayLimit: 10_000 }));
  await append(store, [...messages('large', 1001), ...messages('small', 10)]);
  await pass(store);
  const [large] = await store.prisma.flow.findMany({ where: { eventCount: 1001 } });

  await ahead.next(NOW);
  expect(asked).toEqual([]);
  for (const now of [MOMENT, MOMENT, LATER, LATER]) await ahead.next(now);
  expect(asked.splice(0)).toEqual([['read-flow', large!.id], ['stamp-of-flow', large!.id]]);

  await append(store, messages('large', 1, 1001));
  await pass(store);
  for (const now of [LATER, LATER]) await ahead.next(now);
  expect(asked).toEqual([['stamp-of-flow', large!.id], ['read-flow', large!.id]]);
});
