import { gunzipSync } from 'node:zlib';
import type pg from 'pg';
import { expect, test } from 'vitest';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { brand } from '#lib/core/brand.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import type { Micros } from '#lib/core/time.ts';
import { append, NOW, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { RecentFlows } from '#lib/web/flow-thread/recent-flows.ts';

const LATER = brand<Micros>(NOW + 60_000_000);

test('a flow of which nothing has changed is not read again, and is the same', async () => {
  const { read, asked } = await flows();
  const first = await read('json');
  expect(first.spans.map(({ name }) => name)).toEqual(['first']);
  expect(await read('json')).toEqual(first);
  expect(await read('json', LATER + 1)).toEqual(first);
  expect(asked('list-span-chunks')).toBe(1);
});

test('a caller may have what it was given', async () => {
  const { recent, id } = await flows();
  const given = await recent.body(id, 'json', LATER);
  structuredClone(given, { transfer: [given!.buffer] });
  expect((await recent.body(id, 'json', LATER))!.length).toBeGreaterThan(0);
});

test('what has come since is shown: a span before the flow is derived anew, a record of another trace after it', async () => {
  const { store, read, asked } = await flows();
  await read('json');
  await append(store, [span({ trace: 'a', name: 'second', at: 10 })]);
  expect((await read('json')).spans.map(({ name }) => name)).toEqual(['first', 'second']);
  await append(store, [event({ topic: 'orders', offset: 1, correlation: 'c' })]);
  await pass(store);
  expect((await read('json')).events).toHaveLength(1);
  expect(asked('list-span-chunks')).toBe(3);
});

test('what surrounds it may change without its records: they are drawn anew, not read', async () => {
  const { store, id, read, asked } = await flows();
  expect((await read('json')).hubs).toEqual([]);
  const { rows } = await store.pool.query<{ hash: string }>(`SELECT hash FROM flow_key WHERE flow_id = $1 AND kind = 'correlation'`, [id]);
  await store.pool.query('INSERT INTO hub (hash, marked_at) VALUES ($1, 0)', [rows[0]!.hash]);
  expect((await read('json')).hubs).toMatchObject([{ kind: 'correlation', value: 'c' }]);
  expect(asked('list-span-chunks')).toBe(1);
});

test('while its spans may still be on their way it is drawn for the moment at which it is asked for', async () => {
  const { read } = await flows({ parent: 'never came' });
  expect((await read('json', NOW)).findings).toEqual([]);
  expect((await read('json', LATER)).findings).toMatchObject([{ kind: 'missing-span' }]);
});

test('a flow that is gone is none', async () => {
  const { store, recent, id } = await flows();
  expect(await recent.body(id, 'packed')).not.toBeNull();
  await store.pool.query('DELETE FROM flow');
  expect(await recent.body(id, 'packed')).toBeNull();
});

/** One flow of one span, and what is asked of the database by whoever reads it. */
async function flows(scene: { readonly parent?: string } = {}) {
  const store = await freshStore();
  await append(store, [span({ trace: 'a', name: 'first', correlation: 'c', ...scene })]);
  await pass(store);
  const { id } = await store.prisma.flow.findFirstOrThrow();
  const names: unknown[] = [];
  const query = (asked: pg.QueryConfig | string, values?: unknown[]) => {
    names.push(typeof asked === 'string' ? asked : asked.name);
    return store.pool.query(asked, values);
  };
  const pool = new Proxy(store.pool, { get: (of, property) => (property === 'query' ? query : (Reflect.get(of, property, of) as unknown)) });
  const recent = new RecentFlows({ pool, prisma: store.prisma }, { conventions: DEFAULT_CONVENTIONS, displayLimit: 10_000 });
  return {
    store,
    recent,
    id,
    read: async (form: 'json', now: number = LATER) => JSON.parse(gunzipSync((await recent.body(id, form, brand<Micros>(now)))!).toString()) as FlowDetail,
    asked: (name: string) => names.filter((each) => each === name).length,
  };
}
