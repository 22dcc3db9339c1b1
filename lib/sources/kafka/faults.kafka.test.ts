import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startLocalKafka } from '#lib/cli/local-kafka.ts';
import { SourceError, type Source } from '#lib/sources/source.ts';
import { client, createTopic, producer, sourceFor, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { killBroker } from '#lib/sources/kafka/testing/kill-broker.ts';
import { MemorySink } from '#lib/sources/testing/memory-sink.ts';

const { username, password } = inject('kafka');

/** On a busy machine the first try may have come too late for an answer, and says that; it is tried again. */
const says = (source: Source, words: RegExp): Promise<void> => until(`it says ${words.source}`, () => words.test(source.status().error ?? ''));

test('a store that is away for seconds costs delay: nothing is lost, nothing repeated, order is kept', async () => {
  const topic = unique('away');
  await createTopic(topic, 2);
  const send = await producer();
  const sink = new MemorySink();
  const source = sourceFor(sink, topic);
  await source.start();
  let away = true;
  sink.before = () => {
    if (away) throw new SourceError('unavailable', 'The database is being restarted.', { retryAfterMs: 200 });
  };
  for (let count = 0; count < 100; count++) await send.send({ topic, messages: [{ value: String(count), partition: count % 2 }] });
  // Longer than the session timeout: the membership must be kept alive meanwhile.
  await sleep(8000);
  // One that had to join again, as on a busy machine it may, says so when it has tried anew.
  await expect.poll(() => source.status(), { timeout: 20_000 }).toMatchObject({ status: 'degraded', error: 'The database is being restarted.', staleSince: expect.any(Number) });
  expect(sink.events).toEqual([]);
  away = false;
  await until('all messages', () => sink.events.length >= 100);
  for (const partition of [0, 1]) {
    expect(sink.events.filter(({ at }) => at.partition === partition).map(({ at }) => at.offset)).toEqual(Array.from({ length: 50 }, (_, index) => BigInt(index)));
  }
  expect(source.status()).toMatchObject({ status: 'ok', error: null, staleSince: null });
});

test('another process that advanced the position is believed', async () => {
  const topic = unique('moved');
  await createTopic(topic);
  const send = await producer();
  const sink = new MemorySink();
  await sourceFor(sink, topic).start();
  await send.send({ topic, messages: [{ value: '0' }] });
  await until('the first', () => sink.events.length === 1);
  sink.before = async (batch) => {
    sink.before = () => {};
    const [slice] = batch.slices!;
    await sink.append({ source: 'kafka', slices: [{ ...slice!, to: slice!.from + 1n, events: slice!.events.slice(0, 1) }] });
  };
  await send.send({ topic, messages: [{ value: '1' }, { value: '2' }] });
  await until('all three', () => sink.events.length >= 3);
  await sleep(500);
  expect(sink.values(topic)).toEqual(['0', '1', '2']);
});

test('what is under way at a stop is durable and committed to Kafka', async () => {
  const topic = unique('stop');
  await createTopic(topic);
  const send = await producer();
  await send.send({ topic, messages: Array.from({ length: 50 }, (_, index) => ({ value: String(index) })) });
  const sink = new MemorySink();
  const slow = Promise.withResolvers<void>();
  sink.before = async () => {
    slow.resolve();
    await sleep(1500);
  };
  const source = sourceFor(sink, topic);
  await source.start();
  await slow.promise;
  await source.stop();
  expect(sink.events).toHaveLength(50);
  const offsets = client().admin();
  await offsets.connect();
  onTestFinished(() => offsets.disconnect());
  const [committed] = await offsets.fetchOffsets({ groupId: topic, topics: [topic] });
  expect(committed!.partitions).toMatchObject([{ partition: 0, offset: '50' }]);
  const { groups } = await offsets.describeGroups([topic]);
  expect(groups[0]!.members).toEqual([]);
});

test('a broker that is not there at the start, comes, goes and comes again', { timeout: 300_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'throughline-broker-'));
  const jars = inject('kafka').jars;
  let broker = await startLocalKafka({ dir, jars });
  onTestFinished(async () => {
    await broker.stop();
    await rm(dir, { recursive: true, force: true });
  });
  await broker.stop();
  const sink = new MemorySink();
  const source = sourceFor(sink, 'orders', { brokers: [broker.brokers] });
  await source.start();
  expect(source.status()).toMatchObject({ status: 'down', error: `No broker answers at ${broker.brokers}: the connection was refused.`, staleSince: expect.any(Number) });

  broker = await startLocalKafka({ dir, jars });
  const send = async (...values: string[]) => {
    const writer = client(broker.brokers).producer();
    await writer.connect();
    await writer.send({ topic: 'orders', messages: values.map((value) => ({ value, partition: 0 })) });
    await writer.disconnect();
  };
  await send('1', '2');
  await until('the first two', () => sink.events.length === 2);
  expect(source.status()).toMatchObject({ status: 'ok', error: null });

  await killBroker(broker);
  await until('the fault is told', () => source.status().status === 'down');
  broker = await startLocalKafka({ dir, jars });
  await send('3');
  await until('the third', () => sink.events.length >= 3);
  expect(sink.events.map(({ value }) => Buffer.from(value!).toString())).toEqual(['1', '2', '3']);
  await until('well again', () => source.status().status === 'ok');
});

test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('%s: the right password reads, a wrong one is told', async (mechanism) => {
  const topic = unique(mechanism);
  await createTopic(topic);
  await (await producer()).send({ topic, messages: [{ value: 'secret' }] });
  const sink = new MemorySink();
  await sourceFor(sink, topic, { brokers: [inject('kafka').sasl], sasl: { mechanism, username, password } }).start();
  await until('the message', () => sink.events.length === 1);

  const wrong = sourceFor(new MemorySink(), topic, { brokers: [inject('kafka').sasl], sasl: { mechanism, username, password: 'wrong' } });
  await wrong.start();
  await says(wrong, /^The broker refused the login: .*Check the user name and the password\.$/);
  expect(wrong.status().status).toBe('down');
});

test('TLS: a trusted authority reads; an unknown one, and a listener without TLS, are told', async () => {
  const topic = unique('tls');
  await createTopic(topic);
  await (await producer()).send({ topic, messages: [{ value: 'secret' }] });
  const { ssl, brokers, caFile } = inject('kafka');
  const sink = new MemorySink();
  await sourceFor(sink, topic, { brokers: [ssl], ssl: { ca: await readFile(caFile, 'utf8') } }).start();
  await until('the message', () => sink.events.length === 1);

  const started = async (choices: Parameters<typeof sourceFor>[2]) => {
    const source = sourceFor(new MemorySink(), topic, choices);
    await source.start();
    return source;
  };
  await says(await started({ brokers: [ssl], ssl: true }), /^The certificate of 127\.0\.0\.1:\d+ is not trusted/);
  await says(await started({ brokers: [brokers], ssl: true }), /TLS|closed the connection|in time/);
  await says(await started({ brokers: [ssl], ssl: false }), /closed the connection\. If this lasts, it may expect TLS/);
});
