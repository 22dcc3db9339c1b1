/** A value of which only the beginning is kept, whole through web, collector and broker. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { CompressionTypes } from 'kafkajs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '#lib/cli/free-port.ts';
import type { Collector } from '#lib/collector/collector.ts';
import { payloadRoute } from '#lib/collector/payload-route.ts';
import { kafkaSettings, runCollectorWith } from '#lib/collector/testing/run-collector.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import { readEventValue } from '#lib/services/events/read-value.ts';
import { readRecord } from '#lib/sources/kafka/read-record.ts';
import { createTopic, dropTopic, producer, quiet, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { wholePayload } from '#lib/web/whole-payload.ts';

const MIB = 1024 * 1024;
const CONFIG = [{ name: 'max.message.bytes', value: String(20 * MIB) }];
const prefix = unique('whole');
const [large, masked, off, remade, deleted] = ['large', 'masked', 'off', 'remade', 'deleted'].map((name) => `${prefix}-${name}`) as [string, string, string, string, string];
const source = kafkaSettings(prefix, [new RegExp(`^${prefix}`)]);
let store: FreshStore;
let collector: Collector;

beforeAll(async () => {
  for (const topic of [large, masked, off, remade, deleted]) await createTopic(topic, 1, CONFIG);
  store = await freshStoreFor();
  collector = await runCollectorWith(store.url, [source], { masking: { payloadOff: [off], pointers: ['/secret'], headers: [], attributes: [], patterns: [] }, maskingKey: 'k'.repeat(32) });
});

afterAll(async () => {
  await collector?.stop();
  await store?.drop();
});

const web = () => ({ collectorUrl: `http://127.0.0.1:${collector.apiPort}`, token: null });
const whole = (at: Coordinates) => wholePayload(web(), at, 'name', new AbortController().signal);
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

/** Writes the values in one batch, and waits until they are stored. */
async function write(topic: string, values: readonly (Buffer | string)[], compression = CompressionTypes.None): Promise<Coordinates[]> {
  const [written] = await (await producer()).send({ topic, compression, messages: values.map((value) => ({ value })) });
  const first = BigInt(written?.baseOffset ?? -1);
  const at = values.map((_, index): Coordinates => ({ source: 'kafka', topic, incarnation: 0, partition: 0, offset: first + BigInt(index) }));
  await until(`${topic} is stored`, async () => (await store.prisma.event.count({ where: { offset: at.at(-1)!.offset, topicId: await topicId(topic) } })) > 0);
  return at;
}

const topicId = async (topic: string): Promise<number> => (await store.prisma.topic.findFirst({ where: { name: topic } }))?.id ?? -1;

test('5 MB come back byte for byte, to be saved and never shown', async () => {
  const value = randomBytes(5 * MIB);
  const [at] = await write(large, [value]);
  expect(await readEventValue(store, at!)).toEqual({ kept: 'beginning', at });
  const response = await whole(at!);
  expect((await bytesOf(response)).equals(value)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'application/octet-stream', 'content-length': String(value.length), 'content-disposition': 'attachment; filename="name.bin"', 'x-content-type-options': 'nosniff' });
});

test('one of many in a compressed batch', async () => {
  const values = Array.from({ length: 20 }, (_, index) => Buffer.alloc(100_000, `${index} `));
  const at = await write(large, values, CompressionTypes.GZIP);
  for (const index of [0, 7, 19]) expect((await bytesOf(await whole(at[index]!))).equals(values[index]!)).toBe(true);
});

test('it is masked like everything else, and topics that are off give nothing', async () => {
  const filler = 'x'.repeat(5 * MIB);
  const [at] = await write(masked, [`{"filler":"${filler}","secret":"canary"}`]);
  const text = (await bytesOf(await whole(at!))).toString();
  expect(text).toMatch(/^\{"filler":"x+","secret":"masked:text:[0-9a-f]{20}"\}$/);
  expect(text.length).toBe(filler.length + '{"filler":"","secret":"masked:text:"}'.length + 20);
  const [hidden] = await write(off, ['secret']);
  await expect(whole(hidden!)).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('are off') });
});

test('a few are read at once, and who comes too many is told to come again', async () => {
  const [at] = await write(large, [Buffer.alloc(100_000)]);
  const route = payloadRoute(store, [source], null, pino({ level: 'silent' }));
  const url = `/payloads/kafka/${large}/0/${at!.offset}?incarnation=0`;
  const answers = await Promise.all(Array.from({ length: 5 }, async () => await route(url)));
  expect(answers.map((answer) => answer?.status)).toEqual([200, 200, 200, 429, 429]);
  expect(answers[4]?.headers['retry-after']).toBe('1');
  expect(route('/payloads/kafka/x')).toBeNull();
  expect(route('/payloads/kafka/%zz/0/1')).toBeNull();
});

test('a topic that was made again answers with none of its new messages, one that was deleted says so', async () => {
  const value = Buffer.alloc(200_000, 'a');
  const [at] = await write(remade, [value]);
  const [lost] = await write(deleted, [value]);
  for (const topic of [remade, deleted]) await dropTopic(topic);
  await expect(gone(lost!)).resolves.toContain('no longer there');
  await createTopic(remade, 1, CONFIG);
  await (await producer()).send({ topic: remade, messages: [{ value: Buffer.alloc(200_000, 'b') }] });
  await expect(gone(at!)).resolves.toContain('created again');
  // A broker that tells no ids: the hash tells.
  await store.pool.query('UPDATE topic SET kafka_id = NULL WHERE name = $1', [remade]);
  await expect(gone(at!)).resolves.toContain('another message');
});

/** Brokers know of a deletion a moment later. */
async function gone(at: Coordinates): Promise<string> {
  for (;;) {
    const answer = await whole(at).catch((error: unknown) => error);
    if (answer instanceof Error && 'code' in answer && answer.code === 'gone') return answer.message;
    await sleep(200);
  }
}

test('an offset that the partition does not have any more is gone', async () => {
  const wanted = { topic: large, kafkaId: null, incarnation: 0, partition: 0 };
  expect(await readRecord(source, { ...wanted, offset: 1_000_000n }, quiet)).toMatchObject({ state: 'gone' });
  expect(await readRecord(source, { ...wanted, partition: 7, offset: 0n }, quiet)).toMatchObject({ state: 'gone' });
});

test('what is down is said, with what to do', async () => {
  const nobody = await freePort();
  expect(await readRecord({ ...source, brokers: [`127.0.0.1:${nobody}`] }, { topic: large, kafkaId: null, incarnation: 0, partition: 0, offset: 0n }, quiet)).toEqual({ state: 'unavailable', reason: expect.stringContaining('the connection was refused') });
  const at: Coordinates = { source: 'kafka', topic: large, incarnation: 0, partition: 0, offset: 0n };
  await expect(wholePayload({ collectorUrl: `http://127.0.0.1:${nobody}`, token: null }, at, 'name', new AbortController().signal)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('npm start') });
  await expect(whole({ ...at, offset: 9_999n })).rejects.toMatchObject({ code: 'not-found' });
});

test('the token of the collector is needed', async () => {
  const own = await freshStoreFor();
  const guarded = await runCollectorWith(own.url, [], { token: 'sesame' });
  onTestFinished(async () => {
    await guarded.stop();
    await own.drop();
  });
  const at: Coordinates = { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0, offset: 0n };
  const ask = (token: string | null) => wholePayload({ collectorUrl: `http://127.0.0.1:${guarded.apiPort}`, token }, at, 'name', new AbortController().signal);
  await expect(ask('sesame')).rejects.toMatchObject({ code: 'not-found' });
  await expect(ask(null)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('THROUGHLINE_TOKEN') });
});
