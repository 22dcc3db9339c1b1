import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepare } from '#lib/collector/prepare.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { event, order, pollOf, span } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { FactsCache } from '#lib/services/rollup/facts-cache.ts';
import { runPass } from '#lib/services/rollup/run-pass.ts';
import { appendFacts } from '#lib/store/append.ts';
import { freshStore, freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const NOW = microsFromMillis(Date.now());
type Fact = EventRecord | SpanRecord;

/** Appends events as pushed ones do not fit here (their offsets are given): each batch starts at the lowest offset of a partition of its own making. */
async function append(store: FreshStore, facts: readonly Fact[]): Promise<void> {
  const events = facts.filter((fact): fact is EventRecord => 'at' in fact);
  const spans = facts.filter((fact): fact is SpanRecord => !('at' in fact));
  for (const record of events) {
    // Offsets may come in any order here, so the position is set back before each: what is tested is the rollup, not the reading.
    const { source, topic, incarnation, partition, offset } = record.at;
    await store.pool.query(
      `INSERT INTO topic (source, name, incarnation, first_seen_at) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING`, [source, topic, incarnation]);
    await store.pool.query(
      `INSERT INTO position SELECT id, $4, $5 FROM topic WHERE source = $1 AND name = $2 AND incarnation = $3 ON CONFLICT (topic_id, partition) DO UPDATE SET next_offset = $5`,
      [source, topic, incarnation, partition, offset.toString()]);
    await appendFacts(store, prepare({ source, slices: [{ topic, incarnation, partition, from: offset, to: offset + 1n, events: [record] }] }, DEFAULT_CONVENTIONS), { payloadLimit: 1000, now: NOW });
  }
  if (spans.length > 0) await appendFacts(store, prepare({ source: 'otlp', spans }, DEFAULT_CONVENTIONS), { payloadLimit: 1000, now: NOW });
}

/** Each database keeps its cache from pass to pass, as the collector does. */
const caches = new Map<FreshStore, FactsCache>();
const cacheOf = (store: FreshStore): FactsCache => {
  const cache = caches.get(store) ?? new FactsCache();
  caches.set(store, cache);
  return cache;
};

const pass = (store: FreshStore, limit = 1000): Promise<{ taken: number }> =>
  inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 10_000, now: NOW, limit, cache: cacheOf(store) }));

/** Every flow with all that is derived, in words that do not depend on the order in which topics were first seen. */
async function derived(store: FreshStore): Promise<unknown> {
  const { rows } = await store.pool.query<{ id: string }>('SELECT id FROM flow ORDER BY id');
  const flows = await Promise.all(rows.map(({ id }) => readFlow(store, id)));
  return flows.map((flow) => {
    if (flow === null || !('found' in flow)) throw new Error('A flow is not found by its own id.');
    const { found } = flow;
    return { ...found, flow: { ...found.flow, keys: found.flow.keys.toSorted((a, b) => (a.value < b.value ? -1 : 1)) }, events: found.events.map((each) => ({ ...each, observedAt: '' })) };
  });
}

const scene = (): Fact[] => {
  const orders = [{ id: 'a', offset: 1 }, { id: 'b', offset: 2 }, { id: 'c', offset: 3 }];
  const parts = [
    ...orders.map(({ id, offset }) => order(id, offset)),
    pollOf('poll', orders),
    {
      spans: [span({ trace: 'job', name: 'job' }), ...['x', 'y'].map((id) => span({ trace: 'job', name: `create ${id}`, parent: 'job', kind: 'producer' as const }))],
      events: ['x', 'y'].map((id, index) => event({ topic: 'jobs', offset: index, correlation: id, sentBy: ['job', `create ${id}`] })),
    },
    { spans: [], events: [event({ topic: 'stock', offset: 1, at: 60, correlation: 'a', type: 'stock.reserved' }), event({ topic: 'orders.dlq', offset: 1, at: 70, correlation: 'b', type: 'order.created', headers: { 'x-error': 'declined' } })] },
  ];
  return parts.flatMap((part) => [...part.events, ...part.spans]);
};

test('any order of arrival, batching and repetition derives the same flows', { timeout: 240_000 }, async () => {
  const whole = await freshStore();
  await append(whole, scene());
  await pass(whole);
  const expected = await derived(whole);
  expect(expected).toHaveLength(5);

  const facts = scene();
  const arrival = fc.record({
    order: fc.shuffledSubarray(facts.map((_, index) => index), { minLength: facts.length }),
    cuts: fc.array(fc.nat(facts.length), { maxLength: 6 }),
    repeated: fc.array(fc.nat(facts.length - 1), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(arrival, async ({ order: arrived, cuts, repeated }) => {
      const store = await freshStoreFor();
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), facts.length];
      for (let at = 1; at < bounds.length; at += 1) {
        await append(store, arrived.slice(bounds[at - 1], bounds[at]).map((index) => facts[index]!));
        await pass(store);
      }
      await append(store, repeated.map((index) => facts[index]!).filter((fact) => !('at' in fact)));
      await pass(store, 1);
      while ((await pass(store)).taken > 0);
      const again = await derived(store);
      await store.drop();
      expect(again).toEqual(expected);
    }),
    { numRuns: 25, seed: 7 },
  );
});

test('a key that comes to name too many records joins nothing, what it joined before included', async () => {
  const store = await freshStore();
  const shared = (offset: number): EventRecord => event({ topic: 'clicks', offset, correlation: 'session-of-all' });
  const few = [0, 1, 2].map(shared);
  await append(store, few);
  const limited = (): Promise<unknown> => inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 5, now: NOW, limit: 1000, cache: new FactsCache() }));
  await limited();
  expect(await derived(store)).toHaveLength(1);
  await append(store, [3, 4, 5, 6].map(shared));
  await limited();
  expect(await derived(store)).toHaveLength(7);
  // The mark is a fact: it stays when the records have gone.
  const { rows } = await store.pool.query('SELECT count(*)::int AS hubs FROM hub');
  expect(rows).toEqual([{ hubs: 1 }]);
});

test('every former id and every key finds the flow; a trace of several flows finds them all', async () => {
  const store = await freshStore();
  const { events, spans } = order('a', 1);
  await append(store, spans.slice(0, 2));
  await pass(store);
  const { rows } = await store.pool.query<{ id: string }>('SELECT id FROM flow');
  const formerId = rows[0]!.id;
  await append(store, [...events, ...spans.slice(2)]);
  await pass(store);
  for (const key of [formerId, 'a', spans[0]!.traceId]) {
    const found = await readFlow(store, key);
    expect(found).toMatchObject({ found: { flow: { kind: 'order.created', counts: { events: 2, spans: 4 } } } });
  }
  expect(await readFlow(store, 'nobody')).toBeNull();
});

test('a flow is in flight, and completed after the quiet period', async () => {
  const store = await freshStore();
  await append(store, order('a', 1).events);
  await pass(store);
  const status = async (): Promise<unknown> => (await store.pool.query('SELECT status FROM flow')).rows;
  expect(await status()).toEqual([{ status: 'in-flight' }]);
  await inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 5, now: microsFromMillis(Date.now() + 31_000), limit: 10, cache: new FactsCache() }));
  expect(await status()).toEqual([{ status: 'completed' }]);
});

test('a cache that is smaller than what a pass reads forgets, and loses nothing', async () => {
  const store = await freshStore();
  await append(store, scene());
  await pass(store);
  const expected = await derived(store);
  const small = await freshStore();
  caches.set(small, new FactsCache({ events: 1, spans: 1 }));
  await append(small, scene());
  await pass(small);
  expect(await derived(small)).toEqual(expected);
});

/** What the facts give when they come one after another, each with a pass of its own, must be what they give at once. */
async function expectSameFromSteps(...steps: readonly (readonly Fact[])[]): Promise<unknown> {
  const [whole, grown] = [await freshStore(), await freshStore()];
  await append(whole, steps.flat());
  await pass(whole);
  for (const step of steps) {
    await append(grown, step);
    await pass(grown);
  }
  const expected = await derived(whole);
  expect(await derived(grown)).toEqual(expected);
  return expected;
}

test('the shared start of a bulk job stays in a flow that grows elsewhere', async () => {
  const job = [
    span({ trace: 'job', name: 'job' }),
    ...['x', 'y'].flatMap((id, index) => [
      span({ trace: 'job', name: `create ${id}`, parent: 'job', kind: 'producer' as const }),
      event({ topic: 'jobs', offset: index, correlation: id, sentBy: ['job', `create ${id}`] }),
    ]),
  ];
  const flows = await expectSameFromSteps(job, [event({ topic: 'stock', offset: 7, at: 80, correlation: 'x' })]);
  expect(flows).toEqual([0, 1].map(() => expect.objectContaining({ spans: expect.arrayContaining([expect.objectContaining({ name: 'job', sharedWith: 1 })]) })));
});

test('consumers that met at a span that nobody had seen part when it turns out to be shared', async () => {
  const consumers = ['one', 'two'].map((name) => span({ trace: name, name, kind: 'consumer', links: [['batch', 'batch process']] }));
  const batch = span({ trace: 'batch', name: 'batch process', kind: 'consumer', links: [['a', 'a publish'], ['b', 'b publish']] });
  expect(await expectSameFromSteps(consumers, [batch])).toHaveLength(3);
});

test('a trace that sent too many messages is a hub: its spans and each message are flows of their own, however they come', async () => {
  const sent = (offset: number): EventRecord => event({ topic: 'ticks', offset, sentBy: ['ticker', 'tick'] });
  const spans = [span({ trace: 'ticker', name: 'tick' }), span({ trace: 'reader', name: 'read', kind: 'consumer', links: [['ticker', 'tick']] })];
  const ticks = [0, 1, 2, 3, 4, 5, 6].map(sent);
  const names = async (...steps: readonly (readonly Fact[])[]): Promise<unknown> => {
    const store = await freshStore();
    for (const step of steps) {
      await append(store, step);
      await inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 5, now: NOW, limit: 1000, cache: new FactsCache() }));
    }
    return derived(store);
  };
  const whole = await names([...spans, ...ticks]);
  expect(whole).toHaveLength(9);
  expect(await names(ticks.slice(0, 2), spans, ticks.slice(2, 6), ticks.slice(6))).toEqual(whole);
});

test('what a trace was cut into is put together again when it becomes a hub by links alone', async () => {
  const job = [
    span({ trace: 'job', name: 'job' }),
    ...['x', 'y'].flatMap((id, index) => [
      span({ trace: 'job', name: `create ${id}`, parent: 'job', kind: 'producer' as const }),
      event({ topic: 'jobs', offset: index, correlation: id, sentBy: ['job', `create ${id}`] }),
    ]),
  ];
  const linking = [1, 2, 3, 4].map((index) => span({ trace: `link ${index}`, name: `link ${index}`, links: [['job', 'job']] }));
  const names = async (...steps: readonly (readonly Fact[])[]): Promise<unknown> => {
    const store = await freshStore();
    for (const step of steps) {
      await append(store, step);
      await inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 5, now: NOW, limit: 1000, cache: new FactsCache() }));
    }
    return derived(store);
  };
  const whole = await names([...job, ...linking]);
  expect(whole).toHaveLength(7);
  expect(await names(job, linking)).toEqual(whole);
});

test('a message whose every key names too many records leaves no row behind when it joins another', async () => {
  const store = await freshStore();
  const limited = (): Promise<unknown> => inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 5, now: NOW, limit: 1000, cache: new FactsCache() }));
  await append(store, [0, 1, 2, 3, 4, 5].map((offset) => event({ topic: 'orders', offset, correlation: 'session-of-all' })));
  await append(store, [event({ topic: 'answers', offset: 0, correlation: 'session-of-all', sentBy: ['reply', 'handle'] })]);
  await limited();
  expect(await derived(store)).toHaveLength(7);
  await append(store, [span({ trace: 'reply', name: 'handle', kind: 'consumer', handled: ['orders', 0, 3] })]);
  await limited();
  expect(await derived(store)).toHaveLength(6);
});

test('a span that names a topic with U+0000, and names of any length, do not stop a pass', async () => {
  const store = await freshStore();
  const long = Array.from({ length: 700 }, (_, index) => createHash('sha256').update(String(index)).digest('hex')).join('');
  await append(store, [span({ trace: 'odd', name: long, service: long, kind: 'consumer', handled: ['or\0ders', 0, 1] })]);
  await pass(store);
  expect(await derived(store)).toHaveLength(1);
  expect(await readFlow(store, 'or\0ders')).toBeNull();
});

test('a batch that turns out to be shared leaves a batch that links to it a flow of its own', async () => {
  const reader = span({ trace: 'reader', name: 'reader', links: [['batch', 'batch'], ['away', 'sender']] });
  const batch = span({ trace: 'batch', name: 'batch' });
  const poll = span({ trace: 'batch', name: 'poll', links: [['batch', 'batch'], ['away', 'other']] });
  expect(await expectSameFromSteps([reader], [batch], [poll])).toHaveLength(2);
});

test('a shared segment that is met from one side only stays in the flow that shows it from another', async () => {
  const sent = event({ topic: 'orders', offset: 1, sentBy: ['relay', 'relay'] });
  const relay = span({ trace: 'relay', name: 'relay', links: [['relay', 'relay'], ['away', 'poll']] });
  const away = span({ trace: 'away', name: 'handle', parent: 'poll', kind: 'consumer', links: [['relay', 'x'], ['relay', 'y']] });
  expect(await expectSameFromSteps([sent], [relay], [away])).toHaveLength(2);
});
