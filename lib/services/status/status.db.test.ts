/** Statuses over time, on a real database: what settles, what stalls, what a commit sets free, and by which version it is judged. */
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import { recordCommits, rememberCommits } from '#lib/services/commits/record.ts';
import { classicGroup } from '#lib/services/commits/testing/described.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { runPass } from '#lib/services/rollup/run-pass.ts';
import { append, NOW } from '#lib/services/rollup/testing/rollup.ts';
import { learnBaselines, type LastLearned } from '#lib/services/status/learn-baselines.ts';
import { keepStatus, type StatusKeeping } from '#lib/services/status/sweep.ts';
import { oneEvent } from '#lib/services/events/one.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';
import { writeStatus } from '#lib/store/process-status.ts';

const SECOND = 1_000_000;
/** Seconds after everything was observed. */
const later = (seconds: number): Micros => brand<Micros>(NOW + seconds * SECOND);

async function passAt(store: FreshStore, now: Micros, status: StatusKeeping = keepStatus()): Promise<void> {
  for (let taken = 1; taken > 0; ) {
    taken = (await inTransaction(store.pool, (client) => runPass(client, { conventions: DEFAULT_CONVENTIONS, hubLimit: 10_000, now, limit: 1000, cache: new FactsCache(), status }))).taken;
  }
}

/** Of each flow by its correlation id: its status, and the version it was judged by. */
async function statuses(store: FreshStore): Promise<Record<string, string>> {
  const { rows } = await store.pool.query<{ value: string; status: string }>(`SELECT k.value, f.status FROM flow f JOIN flow_key k ON k.flow_id = f.id WHERE k.kind = 'correlation'`);
  return Object.fromEntries(rows.map(({ value, status }) => [value, status]));
}

const created = (id: string, offset: number): EventRecord => event({ topic: 'orders', offset, at: 0, correlation: id, type: 'order.created' });
const shipped = (id: string, offset: number): EventRecord => event({ topic: 'shipments', offset, at: 2000, correlation: id, type: 'order.shipped' });

/** So many orders that were shipped two seconds later. */
async function shippedOrders(store: FreshStore, count: number): Promise<void> {
  await append(store, Array.from({ length: count }, (_, n) => [created(`old-${n}`, n), shipped(`old-${n}`, n)]).flat());
}

/** What the groups have committed on the orders, as a look at the broker shows it. */
async function look(store: FreshStore, at: Micros, groups: Readonly<Record<string, number>>, end: number, members = 1, intervalSeconds = 10): Promise<void> {
  await inTransaction(store.pool, async (client) => {
    const memory = await rememberCommits(client, 'kafka');
    await recordCommits(client, memory, {
      groups: Object.entries(groups).map(([group, offset]) => ({ group, state: 'ok' as const, described: classicGroup(members), askedAt: at, at, committedAt: new Map(), committedOnce: new Map(), committed: new Map([['orders', new Map([[0, BigInt(offset)]])]]) })),
      logs: [{ topic: 'orders', kafkaId: null, at, partitions: new Map([[0, { start: 0n, end: BigInt(end) }]]) }],
      leftOut: 0,
      evidence: 'polls',
      why: null,
    }, { now: at, intervalMicros: intervalSeconds * SECOND });
  });
}

test('a flow is in flight until nothing came for the quiet period', async () => {
  const store = await freshStore();
  await append(store, [created('a', 0)]);
  await passAt(store, later(1));
  expect(await statuses(store)).toEqual({ a: 'in-flight' });
  await passAt(store, later(29));
  expect(await statuses(store)).toEqual({ a: 'in-flight' });
  await passAt(store, later(30));
  expect(await statuses(store)).toEqual({ a: 'completed' });
});

test('an event that a group has still to read keeps its flow open, then stalls it, and the commit that passes it sets it free', async () => {
  const store = await freshStore();
  const status = keepStatus();
  await append(store, [created('a', 0), created('b', 1)]);
  await look(store, later(0), { shipping: 1, forgotten: 0 }, 2, 0);
  await look(store, later(5), { shipping: 1, forgotten: 0 }, 2, 0);
  // The one group has been seen to move, the other never.
  await look(store, later(10), { shipping: 1, forgotten: 0 }, 2, 0);
  await passAt(store, later(40), status);
  expect(await statuses(store)).toEqual({ a: 'completed', b: 'completed' });

  await append(store, [created('c', 2)]);
  await look(store, later(50), { shipping: 2, forgotten: 0 }, 3, 0);
  await passAt(store, later(60), status);
  expect(await statuses(store)).toMatchObject({ c: 'in-flight' });
  await passAt(store, later(301), status);
  expect(await statuses(store)).toMatchObject({ c: 'stalled' });
  const stalled = await readFlow(store, 'c');
  expect(stalled).toMatchObject({ found: { findings: [{ kind: 'stalled', message: 'order.created waits for shipping, which would read it next.' }], expected: [] } });
  expect(await oneEvent(store, { source: 'kafka', topic: 'orders', incarnation: null, partition: 0, offset: 2n })).toMatchObject({
    whereabouts: [{ group: 'forgotten', state: 'waiting', ahead: '2' }, { group: 'shipping', state: 'waiting', ahead: '0', evidence: 'sample' }],
    sampling: { intervalMs: 10_000, error: null },
  });

  await look(store, later(310), { shipping: 3, forgotten: 0 }, 3);
  await passAt(store, later(312), status);
  expect(await statuses(store)).toMatchObject({ c: 'completed' });
  expect(await oneEvent(store, { source: 'kafka', topic: 'orders', incarnation: null, partition: 0, offset: 2n })).toMatchObject({ whereabouts: [{}, { group: 'shipping', state: 'consumed', evidence: 'sample' }] });
  expect(await readFlow(store, 'c')).toMatchObject({ found: { events: [{ deliveries: [{ group: 'shipping', outcome: 'unknown', evidence: 'commit' }] }] } });
});

test('what was committed before an event came says nothing of it', async () => {
  const store = await freshStore();
  await look(store, later(-10), { shipping: 0 }, 0);
  await append(store, [created('a', 0)]);
  await passAt(store, later(400));
  expect(await statuses(store)).toEqual({ a: 'completed' });
});

test('nothing settles before the next look at the groups, where that is seldom', async () => {
  const store = await freshStore();
  const status = keepStatus();
  await look(store, later(-10), { shipping: 0 }, 0, 1, 60);
  await append(store, [created('a', 0)]);
  await passAt(store, later(40), status);
  expect(await statuses(store)).toEqual({ a: 'in-flight' });
  await look(store, later(50), { shipping: 0 }, 1, 1, 60);
  await passAt(store, later(75), status);
  expect(await statuses(store)).toEqual({ a: 'in-flight' });
  await look(store, later(110), { shipping: 1 }, 1, 1, 60);
  await passAt(store, later(115), status);
  expect(await statuses(store)).toEqual({ a: 'completed' });
});

test('a clock that is set back keeps nobody waiting until it is again as late as it was', async () => {
  const store = await freshStore();
  const status = keepStatus();
  await look(store, later(3600), { shipping: 0 }, 0);
  await passAt(store, later(3601), status);
  await look(store, later(0), { shipping: 0 }, 0);
  await append(store, [created('a', 0)]);
  await look(store, later(10), { shipping: 0 }, 1);
  await passAt(store, later(301), status);
  expect(await statuses(store)).toEqual({ a: 'stalled' });
  await look(store, later(310), { shipping: 1 }, 1);
  await passAt(store, later(312), status);
  expect(await statuses(store)).toEqual({ a: 'completed' });
});

test('nobody waits for a group that is gone', async () => {
  const store = await freshStore();
  const status = keepStatus();
  await look(store, later(0), { shipping: 0 }, 0);
  await append(store, [created('a', 0)]);
  await look(store, later(10), { shipping: 0 }, 1);
  await passAt(store, later(301), status);
  expect(await statuses(store)).toEqual({ a: 'stalled' });
  await look(store, later(310), {}, 1);
  await passAt(store, later(312), status);
  expect(await statuses(store)).toEqual({ a: 'completed' });
});

test('a step that usually follows is missed when the slowest would have come, and its coming ends the stall', async () => {
  const store = await freshStore();
  const status = keepStatus();
  await shippedOrders(store, 120);
  await passAt(store, later(31), status);
  const learnedAt = brand<Micros>(NOW - 1);
  expect(await inTransaction(store.pool, (client) => learnBaselines(client, later(100)))).toEqual(['order.created']);
  // As though it had been learned before.
  await store.pool.query('UPDATE baseline SET made_at = $1', [learnedAt]);
  await append(store, [created('lost', 500)]);
  await passAt(store, later(5), status);
  expect(await statuses(store)).toMatchObject({ lost: 'in-flight' });
  await passAt(store, later(8), status);
  expect(await statuses(store)).toMatchObject({ lost: 'stalled' });
  expect(await readFlow(store, 'lost', { now: later(8) })).toMatchObject({
    found: {
      expected: [{ step: { type: 'order.shipped', topic: 'shipments' }, share: 1, cases: 120, why: 'not-observed', after: { event: { topic: 'orders', offset: '500' } } }],
      findings: [{ kind: 'stalled', message: 'Usually order.shipped follows within 2.06 s (100% of 120). It has not come: nothing tells whether anybody read order.created.', refs: [{ event: { topic: 'orders', offset: '500' } }] }],
    },
  });
  await append(store, [shipped('lost', 500)]);
  await passAt(store, later(31), status);
  expect(await statuses(store)).toMatchObject({ lost: 'completed' });
  expect(await readFlow(store, 'lost')).toMatchObject({ found: { expected: [], findings: [] } });
});

test('a flow is judged by the version that was in force when its last record came, whenever that is', async () => {
  const store = await freshStore();
  await shippedOrders(store, 120);
  await append(store, [created('before', 500)]);
  await passAt(store, later(31));
  await inTransaction(store.pool, (client) => learnBaselines(client, later(100)));
  // Too soon for another version, and later nothing new to say.
  expect(await inTransaction(store.pool, (client) => learnBaselines(client, later(4000)))).toEqual([]);
  expect(await inTransaction(store.pool, (client) => learnBaselines(client, later(200)))).toEqual([]);
  const judged = async (): Promise<unknown> => (await store.pool.query('SELECT status, baseline, count(*)::int AS flows FROM flow GROUP BY 1, 2')).rows;
  const first = await judged();
  expect(first).toEqual([{ status: 'completed', baseline: null, flows: 121 }]);
  // Derived again, after it was learned: the same.
  await store.pool.query('INSERT INTO change (at, events, traces) SELECT 0, array_agg(DISTINCT e), $1 FROM flow, unnest(events) e', [[]]);
  await passAt(store, later(300));
  expect(await judged()).toEqual(first);
  await store.pool.query('UPDATE baseline SET made_at = $1', [NOW - 1]);
  await store.pool.query('INSERT INTO change (at, events, traces) SELECT 0, array_agg(DISTINCT e), $1 FROM flow, unnest(events) e', [[]]);
  await passAt(store, later(300));
  const { rows } = await store.pool.query<{ version: number }>('SELECT version FROM baseline');
  expect(await judged()).toEqual(expect.arrayContaining([{ status: 'stalled', baseline: rows[0]?.version, flows: 1 }, { status: 'completed', baseline: rows[0]?.version, flows: 120 }]));
});

test('a kind is looked at again after an hour, or when it has twice as many flows', async () => {
  const store = await freshStore();
  const last: LastLearned = new Map();
  const learnAt = (seconds: number): Promise<string[]> => inTransaction(store.pool, (client) => learnBaselines(client, later(seconds), last));
  await shippedOrders(store, 120);
  await passAt(store, later(31));
  // At rest, and not yet for long enough: they are looked at again soon.
  expect(await learnAt(40)).toEqual([]);
  expect(await learnAt(100)).toEqual(['order.created']);
  // So that whoever looks has something new to say.
  await store.pool.query('DELETE FROM baseline');
  expect(await learnAt(3699)).toEqual([]);
  expect(await learnAt(3700)).toEqual(['order.created']);
  await store.pool.query('DELETE FROM baseline');
  await append(store, Array.from({ length: 120 }, (_, n) => created(`more-${n}`, 200 + n)));
  await passAt(store, later(31));
  expect(await learnAt(3730)).toEqual(['order.created']);
});

test('nothing settles while the source is behind: what is missing may be there', async () => {
  const store = await freshStore();
  const status = keepStatus();
  const source = { name: 'kafka', status: 'ok', lagMessages: '5000', staleSince: null, error: null };
  const collector = { startedAt: '2026-01-31T10:00:00Z', pid: 1, rollup: true, pendingChanges: 0, rollupBehindMs: 0, eventsPerSecond: 0, spansPerSecond: 0, counts: { events: '0', spans: '0', duplicates: '0', quarantined: '0' }, error: null };
  await writeStatus(store, 'c', 'collector', { ...collector, sources: [source] });
  await append(store, [created('a', 0)]);
  await passAt(store, later(40), status);
  expect(await statuses(store)).toEqual({ a: 'in-flight' });
  await writeStatus(store, 'c', 'collector', { ...collector, sources: [{ ...source, lagMessages: '0' }] });
  await passAt(store, later(69), status);
  expect(await statuses(store)).toEqual({ a: 'in-flight' });
  await passAt(store, later(70), status);
  expect(await statuses(store)).toEqual({ a: 'completed' });
});

test('rows that were written before flows had outlines settle as they did', async () => {
  const store = await freshStore();
  await append(store, [created('a', 0)]);
  await passAt(store, later(1));
  await store.pool.query('UPDATE flow SET outline = NULL');
  await passAt(store, later(40));
  expect(await statuses(store)).toEqual({ a: 'completed' });
});
