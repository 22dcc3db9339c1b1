/** Replays on a real broker, by a whole collector: what is sent is what was written, and what cannot be sent is refused. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Collector } from '#lib/collector/collector.ts';
import { itemsOf, letters, plan, replayOf, writeFailed, ANNA } from '#lib/collector/testing/replays.ts';
import { kafkaSettings, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { client, createTopic, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { readRaw } from '#lib/sources/kafka/testing/raw.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const PREFIX = unique('replay');
const topic = (name: string): string => `${PREFIX}-${name}`;
const PARTITIONS = 3;
const LIMIT = 65_536;

let store: FreshStore;
let collector: Collector;

const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => (index * 31 + 7) % 256));

beforeAll(async () => {
  for (const name of ['exact', 'twice', 'gone', 'poison', 'small', 'expired']) {
    await createTopic(topic(name), PARTITIONS, name === 'small' ? [{ name: 'max.message.bytes', value: '3000' }] : []);
    await createTopic(`${topic(name)}.dlq`, 1);
  }
  store = await freshStoreFor();
  collector = await runCollectorFor(store.url, kafkaSettings(unique('replay-group'), [new RegExp(`^${PREFIX}`)]));
});

afterAll(async () => {
  await collector?.stop();
  await store?.drop();
});

const planned = (request: Parameters<typeof plan>[1]) => plan({ store, apiPort: collector.apiPort }, request);
const start = (id: string, count: number) => startReplay(store, { id, actor: ANNA }, count);
const settled = (id: string, states: readonly string[]) => until(`replay ${id} is ${states.join(' or ')}`, async () => states.includes((await replayOf(store, id)).state), 30_000);
const allSent = (id: string, count: number) => until(`${count} of replay ${id} are sent`, async () => (await replayOf(store, id)).sent >= count, 30_000);

test('key, value and headers come back byte by byte, in order, with their repeats, on the partition that they came from', async () => {
  const name = topic('exact');
  const kept = [['message-id', 'm1'], ['a', '1'], ['a', Buffer.from([0, 255])], ['', 'no name'], ['z', ''], ['B', '\u{1f600}'], ['__proto__', 'x']] as const;
  await writeFailed(name, [
    { offset: 11, partition: 2, key: bytes(300), value: bytes(2000), headers: kept },
    { offset: 12, partition: 1, key: null, value: null },
    { offset: 13, partition: 0, key: Buffer.alloc(0), value: Buffer.alloc(0) },
    { offset: 14, partition: 1, key: Buffer.from('large'), value: bytes(LIMIT + 5000), headers: [['message-id', 'm4']] },
    { offset: 15, partition: 0, value: Buffer.from('a'), headers: [['a', '1'], ['b', '2'], ['a', '3']] },
    { offset: 16, partition: 0, value: Buffer.from('b'), headers: [['n', null]] },
    { offset: 17, partition: 0, value: Buffer.from('c'), headers: [['x', '1'], ['7', '2']] },
    { offset: 18, partition: 7, value: Buffer.from('d') },
  ]);
  const found = await letters(store, name, 8);
  const { id, total, targets, refused } = await planned({ deadLetterIds: found.map((letter) => letter.id) });
  expect(total).toBe(4);
  expect(targets).toMatchObject([{ topic: name, count: 4, ownGroups: [`${name}-group`] }]);
  expect(refused.map(({ reason }) => reason)).toEqual(['headers-not-writable', 'headers-not-writable', 'headers-not-writable', 'partition-missing']);
  await start(id, total);
  await allSent(id, 4);
  const sent = await readRaw(name, PARTITIONS);
  const items = await itemsOf(store, id);
  expect(sent.map(({ partition, offset }) => `${partition}/${offset}`).toSorted()).toEqual(items.filter(({ offset }) => offset !== null).map(({ partition, offset }) => `${partition}/${offset}`).toSorted());
  const by = (partition: number) => sent.filter((record) => record.partition === partition);
  const added = (offset: number) => [{ name: 'throughline-replay-id', value: Buffer.from(id) }, { name: 'throughline-replay-of', value: Buffer.from(`kafka/${name}.dlq/0/0/${offset}`) }];
  expect(by(2)).toMatchObject([{ key: bytes(300), value: bytes(2000) }]);
  expect(by(2)[0]?.headers).toEqual([...kept.map(([header, value]) => ({ name: header, value: Buffer.from(value) })), ...added(0)]);
  expect(by(1).map(({ key, value, headers }) => ({ key, value, headers }))).toEqual([
    { key: null, value: null, headers: added(1) },
    { key: Buffer.from('large'), value: bytes(LIMIT + 5000), headers: [{ name: 'message-id', value: Buffer.from('m4') }, ...added(3)] },
  ]);
  expect(by(0).map(({ key, value }) => ({ key, value }))).toEqual([{ key: Buffer.alloc(0), value: Buffer.alloc(0) }]);
});

test('of two who start the same group at once one sends, and clicking twice changes nothing', async () => {
  const name = topic('twice');
  await writeFailed(name, Array.from({ length: 30 }, (_, index) => ({ offset: index, value: Buffer.from(String(index)) })));
  const [first] = await letters(store, name, 30);
  const failureGroup = first!.groupId.replaceAll('-', '');
  const plans = await Promise.all([planned({ failureGroup }), planned({ failureGroup })]);
  expect(plans.map(({ total }) => total)).toEqual([30, 30]);
  const starts = await Promise.allSettled(plans.flatMap(({ id }) => [start(id, 30), start(id, 30), start(id, 30)]));
  const refusals = starts.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string; members: object }] : []));
  expect(refusals).toHaveLength(3);
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'conflict', members: { total: 0, refusedSince: 30 } });
  const [winner, loser] = starts[0]!.status === 'fulfilled' ? plans : plans.toReversed();
  await allSent(winner!.id, 30);
  await start(winner!.id, 30);
  expect((await readRaw(name, PARTITIONS)).map(({ value }) => String(value))).toEqual(Array.from({ length: 30 }, (_, index) => String(index)));
  expect((await replayOf(store, loser!.id)).state).toBe('planned');
  const again = await planned({ failureGroup });
  expect(again).toMatchObject({ total: 0, refusedByReason: { 'already-live': 30 } });
});

test('where the origin is gone, the plan says so; where it goes later, nothing is sent', async () => {
  const name = topic('gone');
  await writeFailed(name, [{ offset: 1, value: Buffer.from('1') }]);
  const found = await letters(store, name, 1);
  const ids = found.map((letter) => letter.id);
  const before = await planned({ deadLetterIds: ids });
  expect(before.total).toBe(1);
  const admin = client().admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [name] });
  await until('the topic is gone', async () => !(await admin.listTopics()).includes(name));
  await admin.disconnect();
  expect(await planned({ deadLetterIds: ids })).toMatchObject({ total: 0, refusedByReason: { 'target-missing': 1 } });
  await start(before.id, 1);
  await settled(before.id, ['done']);
  expect(await itemsOf(store, before.id)).toMatchObject([{ state: 'refused', refused: 'target-missing' }]);
  expect((await letters(store, name, 1))[0]?.state).toBe(0);
});
