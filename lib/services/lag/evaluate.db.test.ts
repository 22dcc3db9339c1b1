import { expect, test } from 'vitest';
import { ConsumerGroupListQuery } from '#lib/contracts/lag.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { classicGroup } from '#lib/services/commits/testing/described.ts';
import { listGroups } from '#lib/services/lag/list.ts';
import { at, watcher } from '#lib/services/lag/testing/watcher.ts';
import { append } from '#lib/services/rollup/testing/rollup.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow } from '#lib/store/clock.ts';
import { readMarks } from '#lib/store/group-marks.ts';
import { positions, startAt } from '#lib/store/positions.ts';
import { readGaps } from '#lib/store/sampling-gaps.ts';
import { factBatch } from '#lib/store/testing/facts.ts';
import type { FreshStore } from '#lib/store/testing/fresh-store.ts';

const marks = async (store: FreshStore) => (await readMarks(store.pool, 1, { from: at(-1e6), to: at(1e6), kinds: ['status', 'reset'], limit: 50 })).toReversed().map(({ text }) => text);

test('a consumer that stops is empty, then stopped, and fine when it is back', async () => {
  const { store, look } = await watcher();
  for (let second = 0; second <= 90; second += 10) expect(await look(second, { committed: [second], committedAt: second, ends: [second] })).toMatchObject({ status: 'ok', lag: '0', timeLagMs: 0, reason: 'It has read everything.' });
  const gone = { committed: [90], committedAt: 90, described: classicGroup(0) };
  expect(await look(100, { ...gone, ends: [100] })).toMatchObject({ status: 'empty', lag: '10', memberCount: 0, reason: 'The group has no members, and 10 messages wait.' });
  for (let second = 110; second <= 180; second += 10) expect(await look(second, { ...gone, ends: [second] })).toMatchObject({ status: 'empty' });
  const stopped = await look(190, { ...gone, ends: [190] });
  expect(stopped).toMatchObject({ status: 'stopped', statusSince: rfc3339(at(190)), lag: '100', reason: 'Nothing was committed for 1 min, and the group has no members.' });
  expect(stopped.rateIn).toBeCloseTo(1);
  expect(stopped).toMatchObject({ rateOut: 0, drain: 'never', drainMs: null });
  expect(await look(200, { committed: [200], committedAt: 199, ends: [200] })).toMatchObject({ status: 'ok', statusSince: rfc3339(at(200)), lag: '0' });
  expect(await marks(store)).toEqual([
    'Left without members. The group has no members, and 10 messages wait.',
    'Stopped. Nothing was committed for 1 min, and the group has no members.',
    'Fine again. It has read everything.',
  ]);
});

test('without times of commits it does not move', async () => {
  const { look } = await watcher();
  for (let second = 0; second < 90; second += 10) await look(second, { committed: [5], ends: [20 + second] });
  expect(await look(90, { committed: [5], ends: [110] })).toMatchObject({ status: 'not-moving', reason: 'The committed offset stands still; whether anybody still commits is not known.' });
});

test('time lag by what is stored, by looks at the log, and as a lower bound', async () => {
  const { store, look } = await watcher();
  await positions(store, 'kafka', [{ topic: 'orders', partition: 0 }], new Map());
  await append(store, Array.from({ length: 5 }, (_, offset) => event({ topic: 'orders', offset })));
  // Nothing of what waits is stored, and nobody saw the log grow.
  expect(await look(0, { committed: [5], ends: [10] })).toMatchObject({ lag: '5', timeLagMs: 0, timeLagEvidence: 'more-than' });
  expect(await look(10, { committed: [5], ends: [20] })).toMatchObject({ timeLagMs: 10_000, timeLagEvidence: 'more-than' });
  // It grew from 10 to 20 between 0 s and 10 s: the fifteenth came at about 6 s.
  expect(await look(20, { committed: [15], ends: [20] })).toMatchObject({ timeLagMs: 14_000, timeLagEvidence: 'estimated' });
  // The message itself is read, as it came.
  await append(store, Array.from({ length: 20 }, (_, index) => event({ topic: 'orders', offset: index + 5 })));
  await store.pool.query('UPDATE event SET observed_at = $1 + "offset" * 500000', [at(0)]);
  expect(await look(30, { committed: [15], ends: [20] })).toMatchObject({ timeLagMs: 22_500, timeLagEvidence: 'observed' });
  expect(await look(40, { committed: [20], ends: [20] })).toMatchObject({ timeLagMs: 0, lag: '0' });
});

test('what is left may hold no message', async () => {
  const { store, look } = await watcher();
  await positions(store, 'kafka', [{ topic: 'orders', partition: 0 }], new Map());
  await append(store, [3, 4, 5].map((offset) => event({ topic: 'orders', offset })));
  const left = { committed: [4], ends: [6] };
  expect(await look(0, left)).toMatchObject({ lag: '2' });
  await store.pool.query('DELETE FROM event WHERE "offset" >= 4');
  expect(await look(10, { ...left, ends: [6] })).toMatchObject({ status: 'ok' });
  const drained = await look(20, { committed: [5], ends: [6] });
  expect(drained).toMatchObject({ status: 'ok', lag: '1', timeLagMs: 0, drain: 'none', reason: 'It has read everything: the one offset that is left holds no message.' });
});

test('a topic of which all is aborted has a lag without a time, when it was read from its beginning', async () => {
  const { store, look } = await watcher();
  const read = async (from: bigint, to: bigint, leftOut?: bigint) => {
    await startAt(store, 'kafka', { topic: 'orders', partition: 0 }, 0, from);
    await appendFacts(store, factBatch({ slices: [{ topic: 'orders', incarnation: 0, partition: 0, from, to, events: [], ...(leftOut === undefined ? {} : { leftOut }) }] }), { payloadLimit: 100, now: microsNow() });
  };
  const aborted = { committed: [0], ends: [6] };
  expect(await look(0, aborted)).toMatchObject({ lag: '6', timeLagEvidence: 'more-than', drain: 'unknown' });
  await read(0n, 6n);
  // Whether it is read by now is asked at every tenth look.
  for (let second = 10; second <= 100; second += 10) await look(second, aborted);
  expect(await look(110, aborted)).toMatchObject({ status: 'ok', lag: '6', timeLagMs: 0, drain: 'none', reason: 'It has read everything: the 6 offsets that are left hold no message.' });
  // What could not be read is a message all the same.
  await read(6n, 9n, 7n);
  expect(await look(120, { committed: [0], ends: [9] })).toMatchObject({ lag: '9', timeLagEvidence: 'more-than' });
  expect(await look(130, { committed: [8], ends: [9] })).toMatchObject({ lag: '1', timeLagMs: 0, drain: 'none' });
});

test('of what expired only what is left can wait', async () => {
  const { store, look } = await watcher();
  await startAt(store, 'kafka', { topic: 'orders', partition: 0 }, 0, 0n);
  await append(store, Array.from({ length: 10 }, (_, offset) => event({ topic: 'orders', offset })));
  await store.pool.query('UPDATE event SET observed_at = $1 + "offset" * 1000000', [at(0)]);
  await look(10, { committed: [2], ends: [10] });
  expect(await look(20, { committed: [2], ends: [10], starts: [6] })).toMatchObject({ status: 'expired', lag: '8', timeLagMs: 14_000, reason: 'Up to 4 messages were deleted before the group read them.' });
  expect(await look(30, { committed: [2], ends: [10], starts: [10] })).toMatchObject({ status: 'expired', lag: '8', timeLagMs: 0, drain: 'none', reason: 'Up to 8 messages were deleted before the group read them, and nothing is left that it could read.' });
});

test('messages that expired unread, a log that is another, and offsets that were set back', async () => {
  const { store, look } = await watcher();
  await look(0, { committed: [50, 50], ends: [60, 60] });
  expect(await look(10, { committed: [50, 50], ends: [60, 60], starts: [55] })).toMatchObject({ status: 'expired', reason: expect.stringContaining('up to 5 messages were deleted before the group read them') });
  expect(await look(20, { committed: [58, 58], ends: [60, 20] })).toMatchObject({ status: 'unknown', lag: null, timeLagEvidence: 'more-than', partitions: [{ lag: '2' }, { lag: null, timeLagMs: null, status: 'unknown' }] });
  expect(await look(30, { committed: [8, 18], ends: [60, 20] })).toMatchObject({ status: 'rewound', partitions: [{ status: 'rewound' }, { status: 'ok' }] });
  expect(await marks(store)).toContain('Offsets were set back by 50 in one partition of orders.');
});

test('a group that cannot be asked is shown as it was, and then as unknown', async () => {
  const { look } = await watcher();
  await look(0, { committed: [5], ends: [9] });
  const failing = { ends: [9], state: 'failing', described: null } as const;
  expect(await look(10, failing)).toMatchObject({ status: 'ok', lag: '4' });
  expect(await look(20, failing)).toMatchObject({ status: 'ok', lag: '4' });
  expect(await look(30, failing)).toMatchObject({ status: 'unknown', lag: null, timeLagMs: null, reason: 'The broker could not be asked about this group at the last looks.' });
  expect(await look(40, { ...failing, state: 'forbidden' })).toMatchObject({ status: 'forbidden', lag: null });
  expect(await look(50, { committed: [9], ends: [9] })).toMatchObject({ status: 'ok', lag: '0' });
});

test('a group that has committed nothing is unknown', async () => {
  const { look } = await watcher();
  expect(await look(0, { ends: [9] })).toMatchObject({ status: 'unknown', lag: null, timeLagMs: null, drain: 'unknown', partitions: [] });
});

test('another process goes on with what was known, and the time between is a gap', async () => {
  const { store, look, restart } = await watcher();
  for (let second = 0; second <= 90; second += 10) await look(second, { committed: [5], ends: [20] });
  const before = await look(100, { committed: [5], ends: [20] });
  expect(before).toMatchObject({ status: 'not-moving', statusSince: rfc3339(at(90)) });
  restart();
  expect(await look(160, { committed: [5], ends: [20] })).toMatchObject({ status: 'not-moving', statusSince: rfc3339(at(90)), timeLagMs: 160_000, timeLagEvidence: 'more-than' });
  expect(await readGaps(store.pool, 'kafka', { from: at(0), to: at(200) })).toEqual([{ from: at(100), to: at(160) }]);
  expect(await look(170, { committed: [20], ends: [20] })).toMatchObject({ status: 'ok' });
});

test('a clock that jumps ahead and back leaves no negative time', async () => {
  const { look } = await watcher();
  await look(0, { committed: [5], ends: [20] });
  await look(3600, { committed: [5], ends: [30] });
  const back = await look(20, { committed: [6], ends: [40] });
  expect(back.timeLagMs).toBeGreaterThanOrEqual(0);
  expect(back).toMatchObject({ lag: '34', rateIn: null, rateOut: null });
});

test('only what changed is written', async () => {
  const { store, look } = await watcher();
  for (let second = 0; second <= 120; second += 10) await look(second, { committed: [9], committedAt: 0, ends: [9] });
  const changedAt = async () => (await store.pool.query<{ changed_at: string }>('SELECT changed_at FROM group_lag')).rows[0]?.changed_at;
  const then = await changedAt();
  await look(130, { committed: [9], committedAt: 0, ends: [9] });
  expect(await changedAt()).toBe(then);
  expect((await listGroups(store, ConsumerGroupListQuery.parse({}), at(130) / 1000)).groups[0]).toMatchObject({ sampledAt: rfc3339(at(130)) });
});

test('whatever a broker sends as names and offsets is judged and stored', async () => {
  const hostile = `a\0b\uD800"%_\\${'x'.repeat(5000)}`;
  const { store, look } = await watcher({ name: hostile, topic: hostile });
  const member = { id: hostile, instanceId: hostile, clientId: hostile, host: hostile, partitions: new Map([[hostile, [0, 7]]]) };
  const described = { protocol: 'consumer', state: hostile, members: [member], why: null } as const;
  const most = Number(2n ** 63n - 1024n);
  for (const second of [0, 10]) expect(await look(second, { committed: [0, 0], ends: [most, most], described })).toMatchObject({ lag: (2n ** 63n - 1n).toString(), memberCount: 1, members: [{ clientId: hostile }] });
  expect((await listGroups(store, ConsumerGroupListQuery.parse({ q: '%_\\xxx' }), at(10) / 1000)).groups).toHaveLength(1);
});
