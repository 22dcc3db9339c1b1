/** Each hostile thing once, through a whole collector: its neighbours are stored, the collector goes on, and what is wrong can be seen. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { IHeaders } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from '#lib/cli/free-port.ts';
import type { Collector } from '#lib/collector/collector.ts';
import { kafkaSettings, runCollector, runCollectorFor } from '#lib/collector/testing/run-collector.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { post } from '#lib/sources/http/testing/post.ts';
import { writeRaw } from '#lib/sources/kafka/testing/raw.ts';
import { createTopic, producer, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { toProtobuf, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { freshStore, freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { storedEvents } from '#lib/store/testing/stored-events.ts';

const MIB = 1024 * 1024;
const topic = unique('hostile');
let store: FreshStore;
let collector: Collector;

beforeAll(async () => {
  await createTopic(topic, 1, [{ name: 'max.message.bytes', value: String(20 * MIB) }, { name: 'message.timestamp.after.max.ms', value: '9223372036854775807' }]);
  store = await freshStoreFor();
  collector = await runCollectorFor(store.url, kafkaSettings(topic, [topic]));
});

afterAll(async () => {
  await collector?.stop();
  await store?.drop();
});

interface Hostile {
  readonly key?: Buffer | string;
  readonly value: Buffer | string | null;
  readonly headers?: IHeaders;
  readonly timestamp?: string;
}

const NOT_UTF8 = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x80]);
const HOSTILE: readonly (readonly [string, Hostile])[] = [
  ['a message with 10 MB', { value: Buffer.alloc(10 * MIB, 'x') }],
  ['NUL bytes in key, header and value', { key: 'a\0b', value: '{"type":"a\\u0000b","orderId":"\0"}', headers: { 'event-type': 'order\0created', 'x\0y': '\0', 'message-id': '\0' } }],
  ['an invalid traceparent', { value: '{}', headers: { traceparent: '00-00000000000000000000000000000000-zz-01', b3: '-----', 'uber-trace-id': ':::', baggage: '%zz=%;=,' } }],
  ['500 headers', { value: '{}', headers: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`header-${index}`, `value ${index}`])) }],
  ['10,000 headers', { value: '{}', headers: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`h${index}`, Buffer.from([index % 256])])) }],
  ['a header of a megabyte', { value: '{}', headers: { large: Buffer.alloc(MIB, 0xfe) } }],
  ['a key of a megabyte', { key: Buffer.alloc(MIB, 'k'), value: '{}' }],
  ['a value and a key without a byte', { key: Buffer.alloc(0), value: Buffer.alloc(0), headers: { empty: Buffer.alloc(0) } }],
  ['no timestamp', { value: '{}', timestamp: '-1' }],
  ['a timestamp in the year 300,000', { value: '{}', timestamp: '9404206387200000' }],
  ['JSON nested 6,000 deep, twice', { value: '{"a":'.repeat(6_000) + '['.repeat(6_000) + ']'.repeat(6_000) + '}'.repeat(6_000) }],
  ['correlation ids without end', { value: JSON.stringify({ orderId: 'x'.repeat(MIB) }), headers: { 'message-id': 'm'.repeat(100_000), 'causation-id': '\u{1f600}'.repeat(50_000) } }],
  ['names that are a prototype', { value: '{"__proto__":{"type":"x"},"constructor":1}', headers: { constructor: 'c', toString: 't' } }],
  ['bytes that are no UTF-8', { key: NOT_UTF8, value: NOT_UTF8, headers: { 'event-type': NOT_UTF8, 'message-id': NOT_UTF8 } }],
  ['a tombstone without anything', { value: null }],
  ['JSON nested 100,000 deep', { value: '['.repeat(100_000) }],
  ['a lone surrogate and a huge number', { value: '{"type":"\\ud800","id":1e999999,"orderId":"\\udfff"}' }],
];

test.each(HOSTILE)('%s: it is stored as it came, and so are its neighbours', async (name, { headers = {}, ...message }) => {
  const [before, hostile, after] = [unique('before'), unique('hostile'), unique('after')];
  const event = (correlationId: string) => ({ value: '{"ok":true}', headers: { 'correlation-id': correlationId, 'event-type': 'order.created' } });
  const send = await producer();
  // kafkajs hashes a key to find its partition, and takes minutes for a megabyte.
  const [written] = await send.send({ topic, messages: [event(before), { ...message, partition: 0, headers: { ...headers, 'correlation-id': hostile } }, event(after)] });
  const first = Number(written?.baseOffset);
  await until(`the neighbour after ${name}`, () => isFlow(store, after));
  expect(await isFlow(store, before)).toBe(true);
  // Its own correlation id is as good as any.
  await until('the flow of the hostile one', () => isFlow(store, hostile));

  const kept = (await storedEvents(store.pool)).find((each) => each.topic === topic && each.offset === BigInt(first + 1));
  const value = message.value === null ? null : Buffer.from(message.value);
  expect(kept?.valueSize).toBe(value?.length ?? null);
  expect(kept?.value).toEqual(value?.subarray(0, 65_536) ?? null);
  expect(kept?.key).toEqual(message.key === undefined ? null : Buffer.from(message.key));
  const stored = kept?.headers.map((header) => [header.name, header.value === null ? null : Buffer.from(header.value)]);
  expect(stored).toEqual(Object.entries({ ...headers, 'correlation-id': hostile }).map(([header, bytes]) => [header, Buffer.from(bytes as Buffer | string)]));
  // On a busy machine it may doubt for a moment whether the broker answers.
  await expect.poll(() => collector.status(), { timeout: 20_000 }).toMatchObject({ error: null, sources: expect.arrayContaining([expect.objectContaining({ name: 'kafka', status: 'ok', error: null })]) });
});

test('headers that repeat, without a value, and two different traceparents: all are kept, in their order', async () => {
  const [before, hostile, after] = [unique('before'), unique('hostile'), unique('after')];
  const traceparent = (digit: string) => ['traceparent', `00-${digit.repeat(32)}-${digit.repeat(16)}-01`] as const;
  const headers = [traceparent('1'), ['correlation-id', hostile], traceparent('2'), ['traceparent', null], ['', ''], ['x', null], ['x', NOT_UTF8]] as const;
  const event = (correlationId: string) => ({ value: Buffer.from('{}'), headers: [['correlation-id', correlationId]] as const });
  await writeRaw(topic, [event(before), { value: Buffer.from('{}'), headers }, event(after)]);
  for (const key of [before, hostile, after]) await until('its flow', () => isFlow(store, key));
  const kept = (await storedEvents(store.pool)).filter((each) => each.topic === topic).at(-2);
  expect(kept?.headers.map(({ name, value }) => [name, value === null ? null : Buffer.from(value)])).toEqual(headers.map(([name, value]) => [name, value === null ? null : Buffer.from(value)]));
});

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };
const REFUSED: readonly (readonly [string, number, () => Buffer | string, Record<string, string>])[] = [
  ['malformed protobuf', 400, () => Buffer.from('0affffffffff', 'hex'), PROTOBUF],
  ['malformed JSON', 400, () => '{"resourceSpans":[', JSON_TYPE],
  ['JSON of another shape', 400, () => '{"resourceSpans":7}', JSON_TYPE],
  ['a content type that nobody reads', 415, () => '<spans/>', { 'content-type': 'text/xml' }],
  ['no content type', 415, () => '{}', {}],
  ['a body over the limit', 413, () => Buffer.alloc(21 * MIB), PROTOBUF],
  ['a gzip bomb', 413, () => gzipSync(Buffer.alloc(200 * MIB)), { ...PROTOBUF, 'content-encoding': 'gzip' }],
  ['what calls itself gzip', 400, () => 'not gzip', { ...PROTOBUF, 'content-encoding': 'gzip' }],
];

describe('OTLP', () => {
  test.each(REFUSED)('%s is answered with %i, and the exports before and after it are stored', async (_name, status, body, headers) => {
    const port = collector.httpPort ?? 0;
    const [before, after] = [wireSpan({ traceId: randomTrace() }), wireSpan({ traceId: randomTrace() })];
    const exportSpan = (span: typeof before) => post(port, '/v1/traces', toProtobuf([wireExport([span])]), PROTOBUF);
    expect((await exportSpan(before)).status).toBe(200);
    const refused = await post(port, '/v1/traces', body(), headers);
    expect(refused.status).toBe(status);
    expect(refused.body.length).toBeGreaterThan(0);
    expect((await exportSpan(after)).status).toBe(200);
    // An answer of 200 means stored; its flow comes a moment later.
    for (const span of [before, after]) await until('its flow', () => isFlow(store, Buffer.from(span.traceId).toString('hex')));
    // Somebody who looks at the health page sees that something was refused.
    expect(collector.status().sources.find(({ name }) => name === 'http')).toMatchObject({ status: 'ok', error: expect.stringContaining('/v1/traces') });
  });
});

test('a record that the database refuses is quarantined alone', async () => {
  const own = unique('refused');
  await createTopic(own);
  const refusing = await freshStore();
  await refusing.pool.query('ALTER TABLE event ADD CONSTRAINT no_666 CHECK (value_size IS DISTINCT FROM 666)');
  await runCollector(refusing.url, kafkaSettings(own, [own]));
  const messages = Array.from({ length: 40 }, (_, index) => ({ value: Buffer.alloc(index === 17 ? 666 : 10, String(index)), headers: { 'correlation-id': `${own}-${index}` } }));
  await (await producer()).send({ topic: own, messages });
  await until('the last one', () => isFlow(refusing, `${own}-39`));
  const { rows } = await refusing.pool.query<{ offset: number }>('SELECT "offset"::int AS offset FROM event ORDER BY event."offset"');
  expect(rows.map(({ offset }) => offset)).toEqual(messages.map((_, index) => index).filter((index) => index !== 17));
  const { rows: quarantined } = await refusing.pool.query('SELECT source, origin, reason, bytes FROM quarantine');
  expect(quarantined).toEqual([{ source: 'kafka', origin: `${own}/0/17`, reason: expect.stringContaining('no_666'), bytes: messages[17]?.value }]);
  expect((await refusing.pool.query('SELECT next_offset::int AS next FROM position')).rows).toEqual([{ next: 40 }]);
});

test('a wrong password and brokers that are not there are told, and the other sources go on', async () => {
  const own = unique('others');
  await createTopic(own);
  const { sasl, username } = inject('kafka');
  const fresh = await freshStore();
  const several = await runCollector(
    fresh.url,
    kafkaSettings(own, [own]),
    kafkaSettings(own, [own], { name: 'locked', brokers: [sasl], sasl: { mechanism: 'plain', username, password: 'wrong' } }),
    kafkaSettings(own, [own], { name: 'nowhere', brokers: ['127.0.0.1:1'] }),
  );
  const source = (named: string) => several.status().sources.find(({ name }) => name === named);
  // On a busy machine the first try may have come too late for an answer, and says that.
  const isDown = (named: string, words: RegExp) => source(named)?.status === 'down' && words.test(source(named)?.error ?? '');
  await until('both faults', () => isDown('locked', /refused the login: .*Check the user name and the password/) && isDown('nowhere', /^No broker answers at 127\.0\.0\.1:1/));
  await (await producer()).send({ topic: own, messages: [{ value: '{}', headers: { 'correlation-id': own } }] });
  await until('the message of the good one', () => isFlow(fresh, own));
  await expect.poll(() => source('kafka'), { timeout: 20_000 }).toMatchObject({ status: 'ok', error: null });
});

test('a database that takes no writes is told, senders are asked to come back, and nothing is lost', async () => {
  const own = unique('read-only');
  await createTopic(own);
  const fresh = await freshStore();
  const running = await runCollector(fresh.url, kafkaSettings(own, [own]));
  const send = await producer();
  const sendOne = (name: string) => send.send({ topic: own, messages: [{ value: '{}', headers: { 'correlation-id': `${own}-${name}` } }] });
  await sendOne('before');
  await until('the first', () => isFlow(fresh, `${own}-before`));
  await readOnly(fresh, 'on');
  await sendOne('meanwhile');
  const kafka = () => running.status().sources.find(({ name }) => name === 'kafka');
  // First it may say that its connections were closed.
  await until('health says so', () => /read-only transaction/.test(running.status().error ?? '') && kafka()?.status === 'degraded' && /^The database takes no writes: /.test(kafka()?.error ?? ''));
  const refused = await post(running.httpPort ?? 0, '/v1/traces', toProtobuf([wireExport()]), PROTOBUF);
  expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([503, true]);
  await readOnly(fresh, 'off');
  await until('what was written meanwhile', () => isFlow(fresh, `${own}-meanwhile`));
  await until('health is well again', () => running.status().error === null && kafka()?.status === 'ok');
  await until('nothing waits', async () => (await pendingChanges(fresh.pool)).batches === 0);
});

test('a database that a newer version has used is refused by the start, with a sentence', async () => {
  const fresh = await freshStore();
  await fresh.pool.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('x', 'x', '20991231000000_future', now(), 1)`);
  const ports = { PORT: await freePort(), COLLECTOR_PORT: await freePort(), OTLP_HTTP_PORT: 0, OTLP_GRPC_PORT: 0 };
  const env = { ...process.env, ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])), DATABASE_URL: fresh.url };
  const child = spawn(process.execPath, [join(import.meta.dirname, '../cli/start.ts')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(said).toContain('migrations that this version of Throughline does not know (20991231000000_future)');
});

async function isFlow(at: QueryStore, key: string): Promise<boolean> {
  const answer = await readFlow(at, key);
  return answer !== null && 'found' in answer;
}

/** For all connections that are made from now on; those of the collector that are open are closed. */
async function readOnly(at: QueryStore, how: 'on' | 'off'): Promise<void> {
  const client = await at.pool.connect();
  try {
    await client.query('SET default_transaction_read_only = off');
    await client.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${how}', current_database()); END $$`);
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'throughline collector%'`);
  } finally {
    client.release(true);
  }
}

const randomTrace = (): Buffer => Buffer.from(crypto.getRandomValues(new Uint8Array(16)));
