/** What is stored can be read at once: the same, whether the rollup has come to it or not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SMALL_HUB_LIMIT, WORLD_CONVENTIONS, worlds } from '#lib/core/flows/testing/worlds.ts';
import { event, order, pollOf, span, traceId } from '#lib/core/flows/testing/scene.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { locate } from '#lib/services/flows/locate.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { append, clear, NOW, pass, type Fact } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

interface Asked {
  readonly hubLimit?: number;
  readonly conventions?: typeof DEFAULT_CONVENTIONS;
}

/** All that is told of a key, but for what the rollup alone makes: dead letters of their own. */
async function told(store: FreshStore, key: string, { hubLimit = 10_000, conventions = DEFAULT_CONVENTIONS }: Asked = {}): Promise<unknown> {
  const read = await readFlow(store, key, { now: NOW, hubLimit, conventions }).catch((error: unknown) => {
    if (error instanceof ServiceError) return error.code;
    throw error;
  });
  if (read === null || typeof read === 'string') return read;
  if ('matches' in read) return read.matches.map(({ flowId, flow }) => ({ flowId, flow })).toSorted((a, b) => (a.flowId < b.flowId ? -1 : 1));
  const { found } = read;
  return { ...found, flow: { ...found.flow, keys: found.flow.keys.toSorted((a, b) => (a.value < b.value ? -1 : 1)) }, events: found.events.map((each) => ({ ...each, deadLetterId: null, deadLetterState: null })) };
}

/** Flow ids, and the keys that something is posted or stored under: what joins nothing is known by rows alone, and the part of a trace by what it says. */
async function keysOf(store: FreshStore): Promise<{ key: string; isHub: boolean }[]> {
  const { rows } = await store.pool.query<{ key: string; hub: boolean }>(`
    SELECT DISTINCT value AS key, EXISTS (SELECT FROM hub WHERE hub.hash = k.hash) AS hub FROM flow_key k
     WHERE kind <> 'record' AND NOT EXISTS (SELECT FROM flow_key o WHERE o.value = k.value AND o.kind <> 'trace' AND NOT EXISTS (SELECT FROM key_posting p WHERE p.hash = o.hash))
    UNION SELECT f.id, EXISTS (SELECT FROM hub WHERE hub.hash = k.hash) FROM flow f JOIN flow_key k ON k.flow_id = f.id AND ('x' || f.id)::bit(64)::bigint = k.hash
     WHERE EXISTS (SELECT FROM key_posting p WHERE p.hash = k.hash) OR (k.kind = 'trace' AND EXISTS (SELECT FROM span_chunk WHERE trace_id::text = regexp_replace(k.value, '(.{8})(.{4})(.{4})(.{4})(.{12})', '\\1-\\2-\\3-\\4-\\5')))`);
  return rows.map(({ key, hub }) => ({ key, isHub: hub }));
}

test.each([10_000, SMALL_HUB_LIMIT])('whatever the world, each key tells the same before and after the rollup (hub limit %i)', { timeout: 300_000 }, async (hubLimit) => {
  const [rolled, waiting] = [await freshStore(), await freshStore()];
  const asked = { hubLimit, conventions: WORLD_CONVENTIONS };
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(worlds, fc.double({ min: 0, max: 1, noNaN: true }), async (world, share) => {
      await Promise.all([clear(rolled), clear(waiting)]);
      const facts: Fact[] = [...world.events, ...world.spans];
      const known = Math.floor(facts.length * Math.max(0, share * 2 - 1));
      for (const store of [rolled, waiting]) {
        await append(store, facts.slice(0, known), WORLD_CONVENTIONS);
        await pass(store, asked);
        await append(store, facts.slice(known), WORLD_CONVENTIONS);
      }
      await pass(rolled, asked);
      for (const { key, isHub } of await keysOf(rolled)) {
        const now = await told(waiting, key, asked);
        // What has such a key is too much for a request, whatever this world has of it.
        if (isHub && (now === 'unavailable' || known > 0)) continue;
        expect({ key, told: now }).toEqual({ key, told: await told(rolled, key, asked) });
        compared += 1;
      }
    }),
    { numRuns: 15 },
  );
  expect(compared).toBeGreaterThan(50);
});

test('a flow that came after an outage is whole before the rollup has seen any of it, by each of its keys', async () => {
  const store = await freshStore();
  const { events, spans } = order('o1', 1);
  await append(store, [...events, ...spans]);
  for (const key of ['o1', spans[0]!.traceId]) expect(await readFlow(store, key)).toMatchObject({ found: { flow: { counts: { events: events.length, spans: spans.length } } } });
  const { flow } = await locate(store, 'o1');
  expect(await readFlow(store, flow!.id)).toMatchObject({ found: { flow: { id: flow!.id } } });
  const { rows } = await store.pool.query<{ flows: number; waiting: number }>('SELECT (SELECT count(*)::int FROM flow) AS flows, (SELECT count(*)::int FROM change) AS waiting');
  expect(rows).toEqual([{ flows: 0, waiting: expect.any(Number) as number }]);
});

test('a trace that nothing joins is found by the id of its flow too', async () => {
  const store = await freshStore();
  await append(store, [span({ trace: 'alone', name: 'alone' })]);
  const { flow } = await locate(store, traceId('alone'));
  expect(await readFlow(store, flow!.id)).toMatchObject({ found: { spans: [{ name: 'alone' }] } });
});

test('records that wait join what is stored, and what waits elsewhere changes nothing', async () => {
  const store = await freshStore();
  await append(store, [event({ topic: 'orders', offset: 1, correlation: 'c' })]);
  await pass(store);
  const before = await locate(store, 'c');
  await append(store, [event({ topic: 'orders', offset: 2, correlation: 'other' })]);
  expect(await locate(store, 'c')).toEqual(before);
  expect(before.flow).toMatchObject({ derived: null, row: { stamp: expect.any(String) as string } });
  await append(store, [event({ topic: 'payments', offset: 1, correlation: 'c', at: 5 })]);
  const after = await locate(store, 'c');
  expect(after.flow).toMatchObject({ id: before.flow!.id, row: { event_count: 2, stamp: null } });
});

test('two flows that a waiting record makes one are one, and a batch tells with how many it is shared', async () => {
  const store = await freshStore();
  const orders = [{ id: 'a', offset: 1 }, { id: 'b', offset: 2 }, { id: 'c', offset: 3 }];
  const poll = pollOf('poll', orders);
  await append(store, orders.flatMap(({ id, offset }) => Object.values(order(id, offset)).flat()));
  await pass(store);
  await append(store, [...poll.events, ...poll.spans]);
  expect(await readFlow(store, 'a')).toMatchObject({ found: { spans: expect.arrayContaining([expect.objectContaining({ sharedWith: 2 })]) as unknown } });
});

test('where more waits than a request can derive, what is known is told with since when it is behind; and where nothing is known, to try again', async () => {
  const store = await freshStore();
  await append(store, [event({ topic: 'orders', offset: 0, correlation: 'c' })]);
  await pass(store);
  await append(store, Array.from({ length: 1001 }, (_, index) => event({ topic: 'orders', offset: index + 1, correlation: 'c' })));
  expect(await readFlow(store, 'c')).toMatchObject({ found: { flow: { counts: { events: 1 } }, behindSince: expect.any(String) as string } });
  await append(store, Array.from({ length: 1001 }, (_, index) => event({ topic: 'stock', offset: index, correlation: 'd' })));
  await expect(readFlow(store, 'd')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
  expect(await readFlow(store, 'nobody')).toBeNull();
});
