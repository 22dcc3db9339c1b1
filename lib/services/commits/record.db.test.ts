import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { recordCommits, rememberCommits, type CommitMemory } from '#lib/services/commits/record.ts';
import { groupsOn } from '#lib/services/whereabouts/groups-on.ts';
import { oneEvent } from '#lib/services/events/one.ts';
import { classicGroup } from '#lib/services/commits/testing/described.ts';
import type { GroupCommits, GroupDescription } from '#lib/sources/commit-observer.ts';
import { readHistory } from '#lib/store/commit-history.ts';
import { readStates } from '#lib/store/commits.ts';
import { microsNow } from '#lib/store/clock.ts';
import { positions } from '#lib/store/positions.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';
import { append } from '#lib/services/rollup/testing/rollup.ts';
import { event } from '#lib/core/flows/testing/scene.ts';

const SECOND = 1_000_000;
const BEGAN = microsNow();
const at = (seconds: number): Micros => brand<Micros>(BEGAN + seconds * SECOND);

interface Look {
  readonly groups: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>> | 'forbidden' | 'failing'>>;
  readonly ends?: Readonly<Record<string, readonly number[]>>;
  readonly members?: number | null;
  readonly leftOut?: number;
  /** In place of `members`. */
  readonly described?: GroupDescription;
  /** When the last commits were written, in seconds, by topic and partition; and those that were the only ones. */
  readonly times?: Readonly<Record<string, Readonly<Record<number, number>>>>;
  readonly once?: Readonly<Record<string, readonly number[]>>;
  readonly kafkaIds?: Readonly<Record<string, string>>;
}

/** Offsets by partition; null where there is no commit. */
const offsets = (list: readonly (number | null)[]): Map<number, bigint> => new Map(list.flatMap((offset, partition) => (offset === null ? [] : [[partition, BigInt(offset)] as const])));

async function look(store: FreshStore, seconds: number, { groups, ends = {}, members = 1, leftOut = 0, described, times = {}, once = {}, kafkaIds = {} }: Look, memory?: CommitMemory): Promise<CommitMemory> {
  return inTransaction(store.pool, async (client) => {
    const known = memory ?? (await rememberCommits(client, 'kafka'));
    const seen = Object.entries(groups).map(([group, topics]): GroupCommits => {
      const base = { group, described: described ?? (members === null ? null : classicGroup(members)),
        committedAt: new Map(Object.entries(times).map(([topic, by]) => [topic, new Map(Object.entries(by).map(([partition, at]) => [Number(partition), brand<Micros>(BEGAN + at * SECOND)]))])),
        committedOnce: new Map(Object.entries(once).map(([topic, partitions]) => [topic, new Set(partitions)])), askedAt: at(seconds), at: brand<Micros>(at(seconds) + 1000) };
      if (typeof topics === 'string') return { ...base, state: topics, committed: new Map() };
      return { ...base, state: 'ok', committed: new Map(Object.entries(topics).map(([topic, list]) => [topic, offsets(list)])) };
    });
    const logs = Object.entries(ends).map(([topic, list]) => ({ topic, kafkaId: kafkaIds[topic] ?? null, at: at(seconds), partitions: new Map(list.map((end, partition) => [partition, { start: 0n, end: BigInt(end) }])) }));
    await recordCommits(client, known, { groups: seen, logs, leftOut, evidence: 'commits', why: null }, { now: at(seconds), intervalMicros: 10 * SECOND });
    return known;
  });
}

/** Of each sample of a group, in its order: when it and the one before were taken, and what had changed. */
async function samples(store: FreshStore, group: string): Promise<unknown[]> {
  const { rows } = await store.pool.query<{ id: number }>('SELECT id FROM topic ORDER BY id');
  const all = await groupsOn(store, rows.map(({ id }) => id), { from: at(0), mostSamples: 100 });
  return all.filter((on) => on.group === group).flatMap((on) => on.samples.map(({ at: by, since, changes }) => [since === null ? null : (since - BEGAN) / SECOND, Math.round((by - BEGAN) / SECOND), Object.fromEntries([...changes].map(([partition, offset]) => [partition, offset === null ? null : Number(offset)]))]));
}

const groupStates = async (store: FreshStore): Promise<Record<string, string>> =>
  Object.fromEntries((await store.pool.query<{ name: string; state: string }>('SELECT name, state FROM consumer_group')).rows.map(({ name, state }) => [name, state]));

test('only what moved is written, with when it had not yet moved', async () => {
  const store = await freshStore();
  const memory = await look(store, 0, { groups: { g: { orders: [5, 7] } }, ends: { orders: [9, 9] } });
  await look(store, 10, { groups: { g: { orders: [5, 7] } }, ends: { orders: [9, 9] } }, memory);
  await look(store, 20, { groups: { g: { orders: [6, 7] } }, ends: { orders: [9, 9] } }, memory);
  await look(store, 30, { groups: { g: { orders: [2, 7] } }, ends: { orders: [9, 9] } }, memory);
  await look(store, 40, { groups: { g: { orders: [2, null] } }, ends: { orders: [9, 9] } }, memory);
  expect(await samples(store, 'g')).toEqual([[null, 0, { 0: 5, 1: 7 }], [10, 20, { 0: 6 }], [20, 30, { 0: 2 }], [30, 40, { 1: null }]]);
});

test('another process goes on where the one before stopped', async () => {
  const store = await freshStore();
  await look(store, 0, { groups: { g: { orders: [5] } } });
  await look(store, 60, { groups: { g: { orders: [5] }, late: { orders: [1] } } });
  await look(store, 70, { groups: { g: { orders: [8] }, late: { orders: [1] } } });
  expect(await samples(store, 'g')).toEqual([[null, 0, { 0: 5 }], [60, 70, { 0: 8 }]]);
  // A group that was not there when the others were looked at committed after that.
  expect(await samples(store, 'late')).toEqual([[0, 60, { 0: 1 }]]);
});

test('a group that cannot be asked keeps what was known of it, and its silence is no evidence', async () => {
  const store = await freshStore();
  const memory = await look(store, 0, { groups: { g: { orders: [5] }, secret: 'forbidden' } });
  await look(store, 10, { groups: { g: 'failing', secret: 'forbidden' } }, memory);
  expect(await groupStates(store)).toEqual({ g: 'failing', secret: 'forbidden' });
  await look(store, 20, { groups: { g: { orders: [9] }, secret: 'forbidden' } }, memory);
  expect(await samples(store, 'g')).toEqual([[null, 0, { 0: 5 }], [0, 20, { 0: 9 }]]);
  expect(await samples(store, 'secret')).toEqual([]);
  expect((await store.prisma.commitSampling.findMany())[0]).toMatchObject({ source: 'kafka', groups: 1, forbidden: 1, error: null });
});

test('a group that is gone is said to be gone, and may come back', async () => {
  const store = await freshStore();
  const memory = await look(store, 0, { groups: { g: { orders: [5] } } });
  await look(store, 10, { groups: {} }, memory);
  expect(await groupStates(store)).toEqual({ g: 'gone' });
  await look(store, 20, { groups: { g: { orders: [1] } } }, memory);
  expect(await groupStates(store)).toEqual({ g: 'ok' });
  expect(await samples(store, 'g')).toEqual([[null, 0, { 0: 5 }], [0, 20, { 0: 1 }]]);
});

test('a group that may only have been left out is not said to be gone', async () => {
  const store = await freshStore();
  const memory = await look(store, 0, { groups: { g: { orders: [5] } } });
  await look(store, 10, { groups: { a: { orders: [5] } }, leftOut: 1 }, memory);
  expect(await groupStates(store)).toEqual({ a: 'ok', g: 'failing' });
  await look(store, 20, { groups: { g: { orders: [9] } } }, memory);
  expect(await groupStates(store)).toEqual({ a: 'gone', g: 'ok' });
  expect(await samples(store, 'g')).toEqual([[null, 0, { 0: 5 }], [0, 20, { 0: 9 }]]);
});

test('a topic that was recreated begins anew, and nothing is said of its former messages that was not seen', async () => {
  const store = await freshStore();
  await positions(store, 'kafka', [{ topic: 'orders', partition: 0 }], new Map([['orders', 'first']]));
  await append(store, [event({ topic: 'orders', offset: 3 }), event({ topic: 'orders', offset: 8 })]);
  const memory = await look(store, 0, { groups: { g: { orders: [5] } }, ends: { orders: [9] } });
  await positions(store, 'kafka', [{ topic: 'orders', partition: 0 }], new Map([['orders', 'second']]));
  await look(store, 10, { groups: { g: { orders: [1] } }, ends: { orders: [1] } }, memory);
  const { rows } = await store.pool.query<{ id: number; incarnation: number }>('SELECT id, incarnation FROM topic ORDER BY incarnation');
  const states = await readStates(store.pool, rows.map(({ id }) => id));
  expect(states.filter(({ groupId }) => groupId !== 0).map(({ topicId, offsets: known }) => [topicId, known])).toEqual([[rows[1]?.id, [{ partition: 0, offset: 1n }]]]);
  const where = async (offset: bigint) => (await oneEvent(store, { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0, offset })).whereabouts;
  expect(await where(3n)).toMatchObject([{ group: 'g', state: 'consumed' }]);
  expect(await where(8n)).toEqual([{ group: 'g', state: 'unknown', evidence: 'none', reason: 'The topic was deleted and created again since: what is committed now is about other messages.' }]);
});

test('what a broker sends as names is stored, whatever it is', async () => {
  const store = await freshStore();
  const [nul, lone] = ['a\0b', 'a\uD800b'];
  await look(store, 0, { groups: { [nul]: { [`t${nul}`]: [1] }, [lone]: { orders: [1] }, ['x'.repeat(5000)]: { orders: [2] } } });
  expect(Object.keys(await groupStates(store))).toHaveLength(2);
});

test('a thousand groups of ten partitions take less than ten bytes for each', async () => {
  const store = await freshStore();
  const groups = (moved: number): Look => ({ groups: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`g${n}`, { orders: Array.from({ length: 10 }, (__, partition) => 1000 + n + partition + moved) }])) });
  const memory = await look(store, 0, groups(0));
  await look(store, 10, groups(1), memory);
  const { rows } = await store.pool.query<{ samples: number; bytes: number }>('SELECT count(*)::int AS samples, sum(length(offsets))::float / (count(*) * 10) AS bytes FROM commit_sample');
  expect(rows[0]?.samples).toBe(2000);
  expect(rows[0]?.bytes).toBeLessThan(10);
});

test('commits have their times; one that repeats an offset is written where there is more to read', async () => {
  const store = await freshStore();
  await positions(store, 'kafka', [{ topic: 'orders', partition: 0 }], new Map([['orders', 'first']]));
  await append(store, [event({ topic: 'orders', offset: 6 })]);
  const ends = { orders: [9, 7] };
  const memory = await look(store, 0, { groups: { g: { orders: [5, 7] } }, ends, times: { orders: { 0: -3, 1: -3 } } });
  await look(store, 10, { groups: { g: { orders: [5, 7] } }, ends, times: { orders: { 0: 8, 1: 8 } } }, memory);
  await look(store, 20, { groups: { g: { orders: [8, 7] } }, ends, times: { orders: { 0: 17, 1: 18 } }, once: { orders: [0] } }, memory);
  const { rows } = await store.pool.query<{ topic_id: number; group_id: number }>('SELECT topic_id, group_id FROM commit_state WHERE group_id > 0');
  const history = await readHistory(store.pool, { groupIds: [rows[0]!.group_id], topicIds: [rows[0]!.topic_id], from: at(0), to: at(100) });
  const millis = (seconds: number): number => Math.round(at(seconds) / 1000) * 1000;
  expect(history.map(({ offsets: known }) => known)).toEqual([
    [{ partition: 0, offset: 5n, committedAt: millis(-3) }, { partition: 1, offset: 7n, committedAt: millis(-3) }],
    [{ partition: 0, offset: 5n, committedAt: millis(8) }],
    [{ partition: 0, offset: 8n, committedAt: millis(17), once: true }],
  ]);
  const { whereabouts } = await oneEvent(store, { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0, offset: 6n });
  expect(whereabouts).toMatchObject([{ group: 'g', state: 'consumed', evidence: 'commit', at: new Date(millis(17) / 1000).toISOString() }]);
});

const billing = (host: string, ...ids: readonly string[]): GroupDescription => ({
  protocol: 'classic', state: ids.length === 0 ? 'Empty' : 'Stable', why: null,
  members: ids.map((id, index) => ({ id, instanceId: null, clientId: 'billing\0', host, partitions: new Map([['orders', [index]]]) })),
});

const marks = async (store: FreshStore): Promise<[number, string, string][]> => {
  const { rows } = await store.pool.query<{ at: string; kind: string; text: string }>('SELECT at, kind, text FROM group_mark ORDER BY id');
  return rows.map((row) => [Math.round((Number(row.at) - BEGAN) / SECOND), row.kind, row.text]);
};

test('rebalances and deployments are noted, also by another process, and not while a group comes to rest', async () => {
  const store = await freshStore();
  const groups = { g: { orders: [1, 1] } };
  const memory = await look(store, 0, { groups, described: billing('/1', 'a', 'b') });
  await look(store, 10, { groups, described: billing('/1', 'b', 'a') }, memory);
  await look(store, 20, { groups, described: { ...billing('/1'), state: 'PreparingRebalance' } }, memory);
  await look(store, 30, { groups, described: billing('/2', 'c', 'd') });
  const again = await look(store, 40, { groups, described: billing('/2') });
  await look(store, 50, { groups, described: billing('/3', 'e') }, again);
  await look(store, 60, { groups: { g: 'failing' }, members: null }, again);
  await look(store, 70, { groups, described: billing('/3', 'e') }, again);
  expect(await marks(store)).toEqual([
    [10, 'rebalance', '2 of 2 partitions changed hands.'],
    [40, 'rebalance', 'All its 2 members left: nobody reads for it.'],
    [50, 'rebalance', '1 member joined, where there was none: the group reads again.'],
    [50, 'deployment', 'billing\uFFFD: 1 of 1 member now on /3.'],
  ]);
  expect(await store.prisma.consumerGroup.findMany()).toMatchObject([{ protocol: 'classic', brokerState: 'Stable', members: 1 }]);
});

test('a group that rebalances all the time is noted so, and no further', async () => {
  const store = await freshStore();
  let memory: CommitMemory | undefined;
  for (let n = 0; n < 30; n += 1) memory = await look(store, n * 10, { groups: { g: { orders: [1] } }, described: billing('/1', `m${n}`) }, memory);
  const noted = await marks(store);
  expect(noted).toHaveLength(21);
  expect(noted.at(-1)?.[2]).toMatch(/^It has rebalanced 20 times within an hour\. More of it is not noted for \d+ (min|s)\.$/);
  for (let n = 30; n < 45; n += 1) await look(store, n * 10, { groups: { g: { orders: [1] } }, described: { ...billing('/1'), state: 'PreparingRebalance' } }, memory);
  expect(await marks(store)).toHaveLength(21);
  await look(store, 4000, { groups: { g: { orders: [1] } }, described: billing('/1', 'later') }, memory);
  expect(await marks(store)).toHaveLength(22);
});

test('a topic that was created again, and commits that are gone, are noted', async () => {
  const store = await freshStore();
  const groups = { g: { orders: [5], bills: [5] }, other: { bills: [1] } };
  const memory = await look(store, 0, { groups, ends: { orders: [9], bills: [9] }, kafkaIds: { orders: 'a-a', bills: 'b' } });
  await look(store, 10, { groups: { ...groups, g: { orders: [1], bills: [5] } }, ends: { orders: [1], bills: [9] }, kafkaIds: { orders: 'cc', bills: 'b' } }, memory);
  await look(store, 20, { groups: { g: { bills: [5] }, other: { bills: [1] } }, ends: { bills: [9] }, kafkaIds: { bills: 'b' } }, memory);
  expect(await marks(store)).toEqual([
    [10, 'recreated', 'The topic orders was deleted and created again: what had been committed there is about other messages.'],
    [20, 'recreated', 'All that it had committed on a topic is gone: deleted with the topic, expired, or taken back.'],
  ]);
});

test('a partition without a leader is where it was', async () => {
  const store = await freshStore();
  const memory = await look(store, 0, { groups: { g: { orders: [5, 5] } }, ends: { orders: [9, 9] } });
  await look(store, 10, { groups: { g: { orders: [5, 5] } }, ends: { orders: [10] } }, memory);
  const { rows } = await store.pool.query<{ topic_id: number }>('SELECT topic_id FROM commit_state WHERE group_id = 0');
  const [log] = (await readStates(store.pool, [rows[0]!.topic_id])).filter(({ groupId }) => groupId === 0);
  expect(log?.offsets).toEqual([{ partition: 0, offset: 10n, start: 0n }, { partition: 1, offset: 9n, start: 0n }]);
});
