import { expect, onTestFinished, test } from 'vitest';
import { createTopic, dropTopic, producer, sourceFor, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { MemorySink } from '#lib/sources/testing/memory-sink.ts';

// The broker compresses again as the topic says, with the codecs of Kafka's own Java client.
test.each(['gzip', 'snappy', 'lz4', 'zstd'])('reads what Java compressed with %s', async (codec) => {
  const topic = unique(`codec-${codec}`);
  await createTopic(topic, 1, [{ name: 'compression.type', value: codec }]);
  const send = await producer();
  const values = Array.from({ length: 300 }, (_, index) => `${index} ${'compressible '.repeat(index)}`);
  await send.send({ topic, messages: values.map((value) => ({ value, headers: { h: codec } })) });
  const sink = new MemorySink();
  await sourceFor(sink, topic).start();
  await until('all messages', () => sink.events.length === values.length);
  expect(sink.values(topic)).toEqual(values);
  expect(sink.quarantined).toEqual([]);
});

test('aborted messages are not shown, committed ones are, and markers leave no lag', async () => {
  const topic = unique('transactions');
  await createTopic(topic);
  const send = await producer({ transactionalId: topic });
  const write = async (end: 'commit' | 'abort', ...values: string[]) => {
    const transaction = await send.transaction();
    await transaction.send({ topic, messages: values.map((value) => ({ key: Buffer.alloc(4), value })) });
    await transaction[end]();
  };
  await write('abort', 'a1', 'a2');
  await write('commit', 'c1');
  await write('abort', 'a3');
  const sink = new MemorySink();
  const source = sourceFor(sink, topic);
  await source.start();
  await until('the committed message', () => sink.events.length === 1);
  // Three aborted messages, a committed one, and a marker of each transaction.
  const stored = async () => (await sink.positions('kafka', [{ topic, partition: 0 }]))[0]?.next;
  await until('what holds no message is stored as read', async () => (await stored()) === 7n);
  await write('abort', 'a4');
  await until('also where nothing else comes', async () => (await stored()) === 9n);
  await write('commit', 'c2');
  await until('the second', () => sink.events.length === 2);
  await until('no lag', () => source.status().lagMessages === 0n);
  expect(sink.values(topic)).toEqual(['c1', 'c2']);
});

test('a message of 10 MB, one with 500 headers and one with hostile names lose no neighbour', async () => {
  const topic = unique('hostile');
  await createTopic(topic, 1, [{ name: 'max.message.bytes', value: '20000000' }]);
  const send = await producer();
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`header-${index}`, 'v'.repeat(50)]));
  const messages = [
    { value: 'first' },
    { value: Buffer.alloc(10 * 1024 * 1024, 'x') },
    { value: 'many', headers: many },
    { key: 'nul\0key', value: 'nul\0value', headers: { 'nul\0name': 'nul\0', constructor: 'x', '': 'no name' } },
    { value: 'last' },
  ];
  for (const message of messages) await send.send({ topic, messages: [message] });
  const sink = new MemorySink();
  await sourceFor(sink, topic).start();
  await until('all five', () => sink.events.length === 5);
  expect(sink.events.map(({ value, headers }) => [value!.length, headers.length])).toEqual([[5, 0], [10 * 1024 * 1024, 0], [4, 500], [9, 3], [4, 0]]);
  expect(sink.events[3]!.headers.map(({ name }) => name)).toEqual(['nul\0name', 'constructor', '']);
});

test('a span topic is handed to its reader; what it cannot read is quarantined', async () => {
  const topic = 'otlp_spans';
  await createTopic(topic);
  onTestFinished(() => dropTopic(topic));
  const send = await producer();
  await send.send({ topic, messages: [{ value: 'good' }, { value: 'bad' }, { value: 'half' }] });
  const sink = new MemorySink();
  const group = unique('spans');
  const decodeSpans = (value: Uint8Array) => {
    const text = Buffer.from(value).toString();
    if (text === 'bad') throw new Error('neither protobuf nor JSON');
    return { spans: [{ name: 'span' } as never], reasons: text === 'half' ? ['a span id is not 8 bytes'] : [] };
  };
  const source = sourceFor(sink, group, { topics: [topic], decodeSpans });
  await source.start();
  await until('two spans', () => sink.spans.length === 2);
  expect(sink.events).toEqual([]);
  expect(sink.batches.flatMap(({ slices = [] }) => slices.map(({ leftOut }) => leftOut))).toContain(2n);
  expect(sink.quarantined).toMatchObject([
    { source: 'kafka', origin: 'otlp_spans/0/1', reason: 'not spans: neither protobuf nor JSON' },
    { source: 'kafka', origin: 'otlp_spans/0/2', reason: 'some of its spans cannot be read: a span id is not 8 bytes' },
  ]);
  expect(Buffer.from(sink.quarantined[0]!.bytes).toString()).toBe('bad');
});
