import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { event, order, span, traceId } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord } from '#lib/core/record.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { runPass } from '#lib/services/rollup/run-pass.ts';
import { append, caches, derived, NOW, pass, type Fact } from '#lib/services/rollup/testing/rollup.ts';
import { scene } from '#lib/services/rollup/testing/scene.ts';
import { traceUuid, type Refs } from '#lib/store/refs.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

test('a key that comes to name too many records joins nothing, what it joined before included', async () => {
  const store = await freshStore();
  const shared = (offset: number): EventRecord => event({ topic: 'clicks', offset, correlation: 'session-of-all' });
  const few = [0, 1, 2].map(shared);
  await append(store, few);
  const limited = (): Promise<unknown> => pass(store, { hubLimit: 5, cache: new FactsCache() });
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

test('a pass that takes as much as it may reads ahead what the next one derives', async () => {
  const store = await freshStore();
  for (const [place, name] of ['a', 'b'].entries()) await append(store, order(name, place + 1).events);
  const cache = new FactsCache();
  const one = (): Promise<unknown> => inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 5, now: NOW, limit: 1, readsAhead: true, cache }));
  await one();
  const { rows } = await store.pool.query<{ events: string[] }>('SELECT events FROM change');
  const waiting = rows.flatMap(({ events }) => events);
  expect(waiting).toHaveLength(2);
  expect(waiting.filter((ref) => !cache.events.has(ref))).toEqual([]);
  await one();
  expect(await derived(store)).toHaveLength(2);
});

test('a pass that fails while it reads ahead says why it failed', async () => {
  const store = await freshStore();
  for (const [place, name] of ['a', 'b'].entries()) await append(store, order(name, place + 1).events);
  await store.pool.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON flow EXECUTE FUNCTION refuse()`);
  const one = inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 5, now: NOW, limit: 1, readsAhead: true, cache: new FactsCache() }));
  await expect(one).rejects.toMatchObject({ code: '53100' });
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

/** What comes out of facts that arrive in these steps where a key of more than five records is a hub; nothing is kept between the passes. */
async function derivedWithHubs(...steps: readonly (readonly Fact[])[]): Promise<unknown> {
  const store = await freshStore();
  for (const step of steps) {
    await append(store, step);
    await pass(store, { hubLimit: 5, cache: new FactsCache() });
  }
  return derived(store);
}

test('a trace that sent too many messages is a hub: its spans and each message are flows of their own, however they come', async () => {
  const sent = (offset: number): EventRecord => event({ topic: 'ticks', offset, sentBy: ['ticker', 'tick'] });
  const spans = [span({ trace: 'ticker', name: 'tick' }), span({ trace: 'reader', name: 'read', kind: 'consumer', links: [['ticker', 'tick']] })];
  const ticks = [0, 1, 2, 3, 4, 5, 6].map(sent);
  const whole = await derivedWithHubs([...spans, ...ticks]);
  expect(whole).toHaveLength(9);
  expect(await derivedWithHubs(ticks.slice(0, 2), spans, ticks.slice(2, 6), ticks.slice(6))).toEqual(whole);
});

test('a hub trace that its own later spans cut leaves no row behind', async () => {
  const ticks = Array.from({ length: 7 }, (_, offset) => event({ topic: 'ticks', offset, sentBy: ['ticker', 'tick'] }));
  const tick = span({ trace: 'ticker', name: 'tick', kind: 'producer' });
  const later = [span({ trace: 'ticker', name: 'heard', parent: 'tick', kind: 'consumer', handled: ['ticks', 0, 3] }), span({ trace: 'ticker', name: 'loose', kind: 'consumer', links: [['ticker', 'tick'], ['away', 'sender']] })];
  const whole = await derivedWithHubs([...ticks, tick, ...later]);
  expect(whole).toHaveLength(9);
  expect(await derivedWithHubs([tick], ticks, later)).toEqual(whole);
  expect(await derivedWithHubs(ticks, [tick], later.slice(0, 1), later.slice(1))).toEqual(whole);
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
  const whole = await derivedWithHubs([...job, ...linking]);
  expect(whole).toHaveLength(7);
  expect(await derivedWithHubs(job, linking)).toEqual(whole);
});

test('a message whose every key names too many records leaves no row behind when it joins another', async () => {
  const store = await freshStore();
  const limited = (): Promise<unknown> => pass(store, { hubLimit: 5, cache: new FactsCache() });
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

test('a batch that nothing shows yet is found by its own correlation id', async () => {
  const batch = span({ trace: 'batch', name: 'batch', kind: 'consumer', correlation: 'batch-7', links: [['a', 'send'], ['b', 'send']] });
  expect(await expectSameFromSteps([batch], [event({ topic: 'orders', offset: 1, sentBy: ['a', 'send'] })])).toHaveLength(1);
  const store = await freshStore();
  await append(store, [batch]);
  await pass(store);
  expect(await readFlow(store, 'batch-7')).toMatchObject({ found: { spans: [{ name: 'batch' }] } });
});

test('a shared segment that is met from one side only stays in the flow that shows it from another', async () => {
  const sent = event({ topic: 'orders', offset: 1, sentBy: ['relay', 'relay'] });
  const relay = span({ trace: 'relay', name: 'relay', links: [['relay', 'relay'], ['away', 'poll']] });
  const away = span({ trace: 'away', name: 'handle', parent: 'poll', kind: 'consumer', links: [['relay', 'x'], ['relay', 'y']] });
  expect(await expectSameFromSteps([sent], [relay], [away])).toHaveLength(2);
});

test('a flow says which of its keys join nothing, and why', async () => {
  const store = await freshStore();
  const hubOf = (offset: number): EventRecord => event({ topic: 'clicks', offset, correlation: 'session-of-all' });
  await append(store, [0, 1, 2, 3, 4, 5].map(hubOf));
  await append(store, [event({ topic: 'orders', offset: 1, correlation: 'order-1' })]);
  await pass(store, { hubLimit: 5, cache: new FactsCache() });
  const flows = (await derived(store)) as { readonly flow: { readonly keys: readonly { readonly value: string }[] }; readonly hubs: unknown }[];
  const hubsOf = (value: string): unknown[] => flows.filter(({ flow }) => flow.keys.some((key) => key.value === value)).map(({ hubs }) => hubs);
  expect(hubsOf('session-of-all')).toEqual(Array.from({ length: 6 }, () => [{ kind: 'correlation', value: 'session-of-all', reason: 'too-many-records' }]));
  expect(hubsOf('order-1')).toEqual([[]]);
});

/** Orders that each name the one before: no key names many of them, and together they are no action. */
const chain = (length: number): Fact[] => Array.from({ length }, (_, index) => event({ topic: 'chain', offset: index, headers: { 'message-id': `link-${index}`, 'causation-id': `link-${index - 1}` } }));
const ring = (count: number): Fact[] => [
  ...Array.from({ length: count }, (_, index) => event({ topic: 'ring', offset: index, correlation: `c${index}`, headers: { 'message-id': `of-${index}` } })),
  ...Array.from({ length: count }, (_, index) => event({ topic: 'answers', offset: index, correlation: `c${index}`, headers: { 'causation-id': `of-${(index + 1) % count}` } })),
];

test.each([
  ['loses its correlation ids, and keeps what refers to each other', ring(16), 16],
  ['loses its references too, where that is not enough', chain(34), 34],
])('a component that grows past the limit %s, however it came', { timeout: 120_000 }, async (_, facts, flows) => {
  const outcomes: unknown[] = [];
  for (const size of [facts.length, 9, 3]) {
    const store = await freshStore();
    for (let at = 0; at < facts.length; at += size) {
      await append(store, facts.slice(at, at + size));
      await pass(store, { hubLimit: 6 });
    }
    outcomes.push(await derived(store));
  }
  expect(outcomes[0]).toHaveLength(flows);
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[2]).toEqual(outcomes[0]);
});

test('what is in a flow after all is no longer put aside; a trace is only tried when it is given, since each of its parts has a flow, and more of it comes', async () => {
  const store = await freshStore();
  const [first, second] = [event({ topic: 'orders', offset: 0, correlation: 'c' }), event({ topic: 'orders', offset: 1, correlation: 'c' })];
  await append(store, [first, span({ trace: 'a', name: 'a', correlation: 'c' })]);
  await pass(store);
  const { rows: [flow] } = await store.pool.query<{ events: string[] }>('SELECT events FROM flow');
  const aside = async (): Promise<string[]> => (await store.prisma.underivable.findMany()).map(({ ref }) => ref);
  const trace = traceUuid(traceId('a'));
  for (const [isTrace, ref] of [[false, flow!.events[0]!], [true, trace]] as const) await store.prisma.underivable.create({ data: { isTrace, ref, at: 0n, reason: 'a passing fault', dueAt: 0n } });
  const derive = (given: { readonly given?: Refs } = {}) => inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 100, now: NOW, limit: 10, cache: new FactsCache(), hasUnderivable: true, ...given }));
  await append(store, [second]);
  await derive();
  expect(await aside()).toEqual([trace]);
  await append(store, [span({ trace: 'a', name: 'b', at: 5 })]);
  await derive();
  expect(await aside()).toEqual([trace]);
  expect(await store.prisma.flow.findMany()).toMatchObject([{ spanCount: 1 }]);
  await derive({ given: { events: [], traces: [trace] } });
  expect(await aside()).toEqual([]);
  expect(await store.prisma.flow.findMany()).toMatchObject([{ spanCount: 2 }]);
});
