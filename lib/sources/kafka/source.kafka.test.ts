import { expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTopic, producer, sourceFor, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { MemorySink } from '#lib/sources/testing/memory-sink.ts';

test('reads what is there and what comes, with every byte of key, headers and value', async () => {
  const topic = unique('bytes');
  await createTopic(topic, 3);
  const send = await producer();
  const bytes = Buffer.from([0, 255, 254, 0, 128]);
  await send.send({
    topic,
    messages: [
      { partition: 0, key: bytes, value: bytes, timestamp: '1700000000123', headers: { b: 'first', 10: 'ten', 2: 'two', a: ['x', 'y'], 'nul\0': bytes } },
      { partition: 0, key: null, value: null },
      { partition: 1, key: 'k', value: '' },
    ],
  });
  const sink = new MemorySink();
  const source = sourceFor(sink, topic);
  await source.start();
  await until('three events', () => sink.events.length === 3);
  const [first, second] = sink.events.filter(({ at }) => at.partition === 0);
  expect(first).toMatchObject({ timestamp: 1_700_000_000_123_000, timestampType: 'create', at: { source: 'kafka', topic, incarnation: 0, partition: 0, offset: 0n } });
  expect(Buffer.from(first!.key!)).toEqual(bytes);
  expect(Buffer.from(first!.value!)).toEqual(bytes);
  expect(first!.headers.map(({ name, value }) => [name, Buffer.from(value!).toString('latin1')])).toEqual([
    ['2', 'two'], ['10', 'ten'], ['b', 'first'], ['a', 'x'], ['a', 'y'], ['nul\0', bytes.toString('latin1')],
  ]);
  expect(second).toMatchObject({ key: null, value: null, headers: [] });
  expect(Buffer.from(sink.events.find(({ at }) => at.partition === 1)!.value!)).toHaveLength(0);

  const sent = Date.now();
  await send.send({ topic, messages: [{ partition: 2, value: 'later' }] });
  await until('the later event', () => sink.events.length === 4);
  expect(Date.now() - sent).toBeLessThan(2000);
  await until('no lag', () => source.status().lagMessages === 0n);
  expect(source.status()).toMatchObject({ name: 'kafka', status: 'ok', staleSince: null, error: null });
  await source.stop();
  expect(source.status().status).toBe('off');
});

test('goes on where it was, and drops nothing and repeats nothing over a restart', async () => {
  const topic = unique('restart');
  await createTopic(topic, 2);
  const send = await producer();
  const sink = new MemorySink();
  const batch = (from: number) => Array.from({ length: 500 }, (_, index) => ({ value: String(from + index), partition: index % 2 }));
  await send.send({ topic, messages: batch(0) });
  const first = sourceFor(sink, topic);
  await first.start();
  await until('the first half', () => sink.events.length === 500);
  await first.stop();
  await send.send({ topic, messages: batch(500) });
  const second = sourceFor(sink, topic);
  await second.start();
  await until('the second half', () => sink.events.length >= 1000);
  await sleep(500);
  expect(new Set(sink.values(topic)).size).toBe(1000);
  expect(sink.events).toHaveLength(1000);
});
