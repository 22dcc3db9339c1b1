/** Replays on a real broker, by a whole collector: what is sent is what was written, and what cannot be sent is refused. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startLocalKafka } from '#lib/cli/local-kafka.ts';
import type { Collector } from '#lib/collector/collector.ts';
import { itemsOf, letters, plan, replayOf, writeFailed, ANNA } from '#lib/collector/testing/replays.ts';
import { kafkaSettings, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import { cancelReplay, pauseReplay, resumeReplay } from '#lib/services/replays/change-replay.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { createTopics } from '#lib/demo/create-topics.ts';
import { client, createTopic, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { killBroker } from '#lib/sources/kafka/testing/kill-broker.ts';
import { readRaw } from '#lib/sources/kafka/testing/raw.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const PREFIX = unique('replay');
const topic = (name: string): string => `${PREFIX}-${name}`;
const PARTITIONS = 3;
const LIMIT = 65_536;

let store: FreshStore;
let collector: Collector;
/** A broker that goes away. */
let own: Awaited<ReturnType<typeof startLocalKafka>>;
let ownDir: string;

const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => (index * 31 + 7) % 256));

beforeAll(async () => {
  ownDir = await mkdtemp(join(tmpdir(), 'throughline-replay-'));
  const starting = startLocalKafka({ dir: ownDir, jars: inject('kafka').jars });
  for (const name of ['exact', 'twice', 'gone', 'again', 'small', 'expired']) {
    await createTopic(topic(name), PARTITIONS, name === 'small' ? [{ name: 'max.message.bytes', value: '3000' }] : []);
    await createTopic(`${topic(name)}.dlq`, 1);
  }
  own = await starting;
  await createTopics(client(own.brokers), [{ topic: topic('away'), numPartitions: PARTITIONS }, { topic: `${topic('away')}.dlq` }]);
  store = await freshStoreFor();
  const topics = [new RegExp(`^${PREFIX}`)];
  collector = await runCollectorFor(store.url, kafkaSettings(unique('replay-group'), topics), kafkaSettings('own-group', topics, { name: 'own', brokers: [own.brokers] }));
}, 300_000);

afterAll(async () => {
  await collector?.stop();
  await store?.drop();
  await own?.stop();
  await rm(ownDir, { recursive: true, force: true });
});

async function onOwn(work: (admin: Admin) => Promise<unknown>, brokers: string = own.brokers): Promise<void> {
  const admin = client(brokers).admin();
  await admin.connect();
  await work(admin);
  await admin.disconnect();
}

const drop = (name: string): Promise<void> => onOwn(async (admin) => {
  await admin.deleteTopics({ topics: [name] });
  await until(`${name} is gone`, async () => !(await admin.listTopics()).includes(name));
}, inject('kafka').brokers);

const planned = (request: Parameters<typeof plan>[1]) => plan({ store, apiPort: collector.apiPort }, request);
const start = (id: string, count: number) => startReplay(store, { id, actor: ANNA }, count);
const settled = (id: string, states: readonly string[]) => until(`replay ${id} is ${states.join(' or ')}`, async () => states.includes((await replayOf(store, id)).state));
const allSent = async (id: string, count: number): Promise<void> => {
  await until(`${count} of replay ${id} are sent`, async () => (await replayOf(store, id)).sent >= count).catch(async (error: Error) => {
    const { state, says, sent } = await replayOf(store, id);
    throw new Error(`${error.message}; it is ${state}, ${sent} are sent: ${says}`, { cause: error });
  });
};

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
  await drop(name);
  expect(await planned({ deadLetterIds: ids })).toMatchObject({ total: 0, refusedByReason: { 'target-missing': 1 } });
  await start(before.id, 1);
  await settled(before.id, ['done']);
  expect(await itemsOf(store, before.id)).toMatchObject([{ state: 'refused', refused: 'target-missing' }]);
  expect((await letters(store, name, 1))[0]?.state).toBe(0);
});

test('a poison message that fails again joins its group with its attempts, and the replay stops by itself; a person resumes, pauses and cancels it', async () => {
  const name = topic('again');
  await writeFailed(name, Array.from({ length: 25 }, (_, index) => ({ offset: index, value: Buffer.from(String(index)), headers: [['message-id', `p${index}`]] })));
  const [poison] = await letters(store, name, 25);
  const made = await planned({ failureGroup: poison!.groupId.replaceAll('-', ''), canary: true });
  expect(made).toMatchObject({ total: 25, refused: [] });
  const { id } = made;
  await start(id, 25);
  await allSent(id, 1);
  const [copy] = await readRaw(name, PARTITIONS);
  await writeFailed(name, [{ offset: Number(copy!.offset), partition: copy!.partition, value: copy!.value, headers: copy!.headers.map((header) => [header.name, Buffer.from(header.value!)] as const) }]);
  await settled(id, ['stopped']);
  expect(await replayOf(store, id)).toMatchObject({ sent: 1, failedAgain: 1, says: 'it stopped by itself: 1 of 1 failed again' });
  const all = await letters(store, name, 26);
  const back = all.find(({ replayOf: of }) => of === poison!.id);
  expect(back).toMatchObject({ groupId: poison!.groupId, state: 0, attempts: 6 });
  expect(all.find((letter) => letter.id === poison!.id)?.state).toBe(3);
  expect(await planned({ deadLetterIds: [poison!.id, back!.id] })).toMatchObject({ total: 1, refused: [{ deadLetterId: poison!.id, reason: 'superseded' }] });

  const asked = { id, actor: ANNA };
  await resumeReplay(store, asked, null);
  await allSent(id, 11);
  await pauseReplay(store, asked, 'to have a look');
  await pauseReplay(store, asked, null);
  expect(await replayOf(store, id)).toMatchObject({ state: 'paused', says: 'anna paused it: to have a look', sent: 11 });
  await cancelReplay(store, asked, null);
  expect(await replayOf(store, id)).toMatchObject({ state: 'cancelled', sent: 11, cancelled: 14 });
  await expect(resumeReplay(store, asked, null)).rejects.toMatchObject({ code: 'conflict' });
  expect(await readRaw(name, PARTITIONS)).toHaveLength(11);
  const { rows } = await store.pool.query<{ actor: string; action: string }>('SELECT actor, action FROM audit_entry WHERE $1 = ANY (subjects) ORDER BY id', [id]);
  expect(rows.map(({ actor, action }) => `${actor} ${action}`)).toEqual(['anna plan-replay', 'anna start-replay', 'collector stop-replay', 'anna resume-replay', 'anna pause-replay', 'anna cancel-replay']);
});

test('a message that is larger than its target takes is refused, when it is planned or when the broker says so, and holds up no other', async () => {
  const name = topic('small');
  await writeFailed(name, [...Array.from({ length: 40 }, (_, index) => ({ offset: index, value: bytes(200) })), { offset: 40, value: bytes(2000) }, { offset: 41, value: bytes(5000) }]);
  const found = await letters(store, name, 42);
  const { id, total, refused } = await planned({ deadLetterIds: found.map((letter) => letter.id) });
  expect(refused).toMatchObject([{ deadLetterId: found.at(-1)!.id, reason: 'too-large' }]);
  await onOwn(async (admin) => {
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name, configEntries: [{ name: 'max.message.bytes', value: '1500' }] }] });
    const told = async () => (await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name, configNames: ['max.message.bytes'] }] })).resources[0]?.configEntries[0]?.configValue;
    await until('the broker goes by it', async () => (await told()) === '1500');
  }, inject('kafka').brokers);
  await start(id, total);
  await allSent(id, 40);
  await until('the other is refused', async () => (await replayOf(store, id)).refused === 2);
  expect((await itemsOf(store, id)).filter(({ state }) => state === 'refused')).toMatchObject([{ seq: 41, refused: 'too-large' }, { seq: 42, refused: 'too-large' }]);
  expect(await readRaw(name, PARTITIONS)).toHaveLength(40);
});

test('of what only the broker had, and has no longer, the plan says so; where it goes later, it is refused', async () => {
  const name = topic('expired');
  await writeFailed(name, [{ offset: 0, value: bytes(LIMIT + 1) }, { offset: 1, value: bytes(100) }]);
  const ids = (await letters(store, name, 2)).map((letter) => letter.id);
  const before = await planned({ deadLetterIds: ids });
  expect(before.total).toBe(2);
  await drop(`${name}.dlq`);
  expect(await planned({ deadLetterIds: ids })).toMatchObject({ total: 1, refused: [{ deadLetterId: ids[0], reason: 'payload-gone' }] });
  expect(await planned({ deadLetterIds: [ids[0]!], edits: { [ids[0]!]: { value: { text: '{}' } } } })).toMatchObject({ total: 1, edited: 1 });
  await start(before.id, 2);
  await allSent(before.id, 1);
  await until('the other is refused', async () => (await replayOf(store, before.id)).refused === 1);
  expect(await itemsOf(store, before.id)).toMatchObject([{ state: 'refused', refused: 'payload-gone' }, { state: 'sent' }]);
});

test('a broker that fails in the middle costs delay: none is lost, none is twice', { timeout: 300_000 }, async () => {
  const name = topic('away');
  await writeFailed(name, Array.from({ length: 240 }, (_, index) => ({ offset: index, partition: index % PARTITIONS, value: Buffer.from(String(index)) })), own.brokers);
  const [first] = await letters(store, name, 240);
  const { id } = await planned({ failureGroup: first!.groupId.replaceAll('-', ''), ratePerSecond: 60 });
  await start(id, 240);
  await allSent(id, 60);
  await killBroker(own);
  await until('it says what it waits for', async () => (await replayOf(store, id)).says.startsWith('it waits and tries again'));
  own = await startLocalKafka({ dir: ownDir, jars: inject('kafka').jars });
  await until('all are sent', async () => (await replayOf(store, id)).sent === 240, 120_000);
  const items = await itemsOf(store, id);
  const copies = Map.groupBy(await readRaw(name, PARTITIONS, own.brokers), ({ value }) => String(value));
  expect([...copies].filter(([, of]) => of.length > 1)).toEqual([]);
  const unsure = items.filter(({ state }) => state === 'unsure');
  expect(items.filter(({ state }) => state === 'sent')).toHaveLength(240 - unsure.length);
  for (const { seq, says } of unsure) expect({ says, copies: copies.get(String(seq - 1))?.length }).toEqual({ says: expect.stringContaining('was aborted'), copies: 1 });
  expect(copies.size).toBe(240);
});
