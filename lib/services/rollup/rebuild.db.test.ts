import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { event, order } from '#lib/core/flows/testing/scene.ts';
import { wholeWorld, WORLD_CONVENTIONS } from '#lib/core/flows/testing/worlds.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { rebuild, type RebuildProgress } from '#lib/services/rollup/rebuild.ts';
import { runPass } from '#lib/services/rollup/run-pass.ts';
import { append, derived, NOW, pass, rows, type Fact } from '#lib/services/rollup/testing/rollup.ts';
import { portionsOfFacts, readPortion } from '#lib/store/all-facts.ts';
import { pendingUntil } from '#lib/store/rebuild-rows.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const options = { conventions: WORLD_CONVENTIONS, hubLimit: 6 };
const world = (): Fact[] => [...wholeWorld().events, ...wholeWorld().spans];

async function filled(facts: readonly Fact[] = world()): Promise<FreshStore> {
  const store = await freshStore();
  await append(store, facts, WORLD_CONVENTIONS);
  await pass(store, options);
  return store;
}

/** With somebody who runs the rollup meanwhile, as a collector does. */
async function rebuilt(store: FreshStore, { pages = 1, signal, during = async () => {} }: { pages?: number; signal?: AbortSignal; during?: (progress: RebuildProgress) => Promise<void> } = {}): Promise<{ records: number; dropped: number }> {
  let done = false;
  const rolling = (async () => {
    while (!done) await pass(store, { ...options, limit: 50 });
  })();
  const under: Promise<void>[] = [];
  const result = await rebuild(store, { now: () => NOW, pollMs: 1, pages, report: (progress) => void under.push(during(progress)), ...(signal === undefined ? {} : { signal }) }).finally(() => (done = true));
  await Promise.all([rolling, ...under]);
  return result;
}

test('a rebuild ends in the same rows', async () => {
  const store = await filled();
  const before = await rows(store);
  const { records, dropped } = await rebuilt(store);
  expect(await rows(store)).toEqual(before);
  expect(records).toBeGreaterThan(wholeWorld().events.length);
  expect(dropped).toBe(0);
});

test('what was lost comes back, and what no fact supports goes', async () => {
  const store = await filled();
  const before = await rows(store);
  await store.pool.query(`INSERT INTO flow SELECT (jsonb_populate_record(f, '{"id": "0123456789abcdef"}')).* FROM flow f LIMIT 1`);
  await store.pool.query(`DELETE FROM flow WHERE id IN (SELECT id FROM flow WHERE id <> '0123456789abcdef' ORDER BY id LIMIT 10)`);
  await store.pool.query(`DELETE FROM flow_key WHERE flow_id IN (SELECT id FROM flow ORDER BY id DESC LIMIT 5)`);
  expect(await rebuilt(store)).toMatchObject({ dropped: 1 });
  expect(await rows(store)).toEqual(before);
});

test('records that arrive meanwhile are in the same flows as if they had come before', { timeout: 120_000 }, async () => {
  const facts = world();
  const [early, late] = [facts.filter((_, index) => index % 2 === 0), facts.filter((_, index) => index % 2 === 1)];
  const store = await filled(early);
  let sent: Promise<void> | undefined;
  await rebuilt(store, { during: () => (sent ??= append(store, late, WORLD_CONVENTIONS)) });
  await pass(store, options);
  expect(await derived(store, WORLD_CONVENTIONS)).toEqual(await derived(await filled(facts), WORLD_CONVENTIONS));
});

test('a pass that was under way when it began writes nothing that it drops', async () => {
  const store = await filled();
  const before = await rows(store);
  const [numbered, enqueued] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const pausing = (client: pg.ClientBase): pg.ClientBase =>
    new Proxy(client, {
      get: (target, name) =>
        name !== 'query'
          ? (Reflect.get(target, name) as unknown)
          : async (...args: Parameters<typeof client.query>): Promise<unknown> => {
              const result = await (target.query(...args) as unknown as Promise<unknown>);
              if (!JSON.stringify(args[0]).includes('rollup_pass')) return result;
              numbered.resolve();
              await enqueued.promise;
              return result;
            },
    });
  const early = inTransaction(store.pool, (client) => runPass(pausing(client), { ...options, now: NOW, limit: 1000, cache: new FactsCache() }));
  await numbered.promise;
  const rebuilding = rebuild(store, { now: () => NOW, pollMs: 1 });
  while ((await pendingUntil(store.pool, NOW)) === 0) await sleep(1);
  enqueued.resolve();
  await early;
  await pass(store, options);
  expect(await rebuilding).toMatchObject({ dropped: 0 });
  expect(await rows(store)).toEqual(before);
});

test('it can be stopped, loses nothing, and can be begun again', { timeout: 120_000 }, async () => {
  const store = await filled(Array.from({ length: 200 }, (_, offset) => event({ topic: 'many', offset, correlation: `c${offset % 50}` })));
  const before = await rows(store);
  const stop = new AbortController();
  const during = async ({ done }: RebuildProgress): Promise<void> => {
    if (done === 2) stop.abort();
  };
  await expect(rebuilt(store, { signal: stop.signal, during })).rejects.toThrow();
  await pass(store, options);
  expect(await rows(store)).toEqual(before);
  await rebuilt(store);
  expect(await rows(store)).toEqual(before);
});

test('every fact is in one portion, whatever its size', async () => {
  const facts = Array.from({ length: 300 }, (_, offset) => event({ topic: 'many', offset }));
  const store = await filled([...facts, ...order('a', 1).spans]);
  for (const pages of [1, 3, 1000]) {
    const portions = await Promise.all((await portionsOfFacts(store.pool, pages)).map((portion) => readPortion(store.pool, portion)));
    const events = portions.flatMap((portion) => portion.events);
    expect([events.length, new Set(events).size]).toEqual([300, 300]);
    expect(portions.flatMap(({ traces }) => traces)).toHaveLength(1);
  }
  expect((await portionsOfFacts(store.pool, 1)).length).toBeGreaterThan(3);
});

test('a hub stays one when its records have expired and everything is rebuilt', async () => {
  const store = await filled([...Array.from({ length: 7 }, (_, offset) => event({ topic: 'clicks', offset, correlation: 'all' }))]);
  await store.pool.query('TRUNCATE event, key_posting');
  await append(store, [event({ topic: 'clicks', offset: 10, correlation: 'all' }), event({ topic: 'clicks', offset: 11, correlation: 'all' })], WORLD_CONVENTIONS);
  await pass(store, options);
  const { dropped } = await rebuilt(store);
  expect(dropped).toBe(7);
  expect(await derived(store)).toHaveLength(2);
});
