import { expect, onTestFinished, test } from 'vitest';
import { CollectorMetrics } from '#lib/collector/metrics.ts';
import { storeSink } from '#lib/collector/sink.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import type { Store } from '#lib/store/store.ts';
import { createTopic, dropTopic, producer, sourceFor, unique, until } from '#lib/sources/kafka/testing/fixture.ts';

const sinkOf = (store: Store) => {
  const metrics = new CollectorMetrics();
  onTestFinished(() => metrics.registry.clear());
  return storeSink(store, { conventions: DEFAULT_CONVENTIONS, masking: null, payloadLimit: 65_536, metrics, appended: () => {} });
};

const rows = async (store: Store, topic: string) =>
  (await store.pool.query<{ incarnation: number; partition: number; offset: string; size: number | null }>(
    `SELECT t.incarnation, e.partition, e."offset", e.value_size AS size FROM event e JOIN topic t ON t.id = e.topic_id WHERE t.name = $1 ORDER BY 1, 2, e."offset"`,
    [topic],
  )).rows;

test('a real store has every message once, hostile ones included, while its connections are cut', async () => {
  const topic = unique('store');
  await createTopic(topic, 3, [{ name: 'max.message.bytes', value: '20000000' }]);
  const store = await freshStore();
  const source = sourceFor(sinkOf(store), topic);
  await source.start();
  const send = await producer();
  await send.send({ topic, messages: [{ partition: 0, key: '\0', value: Buffer.alloc(10 * 1024 * 1024, 1) }, { partition: 0, key: 'a\0b', value: '{"id":"\\u0000"}', headers: { 'x\0': 'y\0', traceparent: 'rubbish' } }] });
  for (let round = 0; round < 30; round++) {
    await send.send({ topic, messages: [0, 1, 2].map((partition) => ({ partition, value: `{"round":${round}}` })) });
    if (round % 10 === 5) await store.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()').catch(() => undefined);
  }
  // The test may be given a connection that was cut and does not know it yet.
  await until('all rows', () => rows(store, topic).then((all) => all.length >= 92, () => false));
  const found = await rows(store, topic);
  expect(found).toHaveLength(92);
  expect(found.filter(({ partition }) => partition === 0).map(({ offset }) => Number(offset))).toEqual(Array.from({ length: 32 }, (_, index) => index));
  expect(found[0]).toMatchObject({ size: 10 * 1024 * 1024 });
  const { rows: positions } = await store.pool.query('SELECT partition, next_offset FROM position ORDER BY 1');
  expect(positions).toEqual([{ partition: 0, next_offset: '32' }, { partition: 1, next_offset: '30' }, { partition: 2, next_offset: '30' }]);
});

test('a recreated topic is a new incarnation in the store, and a second process shares the partitions', async () => {
  const topic = unique('store-again');
  await createTopic(topic, 2);
  const store = await freshStore();
  await sourceFor(sinkOf(store), topic).start();
  await sourceFor(sinkOf(store), topic).start();
  const send = await producer();
  await send.send({ topic, messages: [0, 1, 0, 1].map((partition) => ({ partition, value: 'first' })) });
  await until('the first topic', async () => (await rows(store, topic)).length === 4);
  // Before the broker knows that the former is gone it would still take messages for it.
  await dropTopic(topic);
  await createTopic(topic, 2);
  const again = await producer();
  await again.send({ topic, messages: [0, 1].map((partition) => ({ partition, value: 'second' })) });
  await until('the second topic', async () => (await rows(store, topic)).length >= 6);
  expect((await rows(store, topic)).map(({ incarnation, partition, offset }) => `${incarnation}/${partition}/${offset}`)).toEqual(['0/0/0', '0/0/1', '0/1/0', '0/1/1', '1/0/0', '1/1/0']);
});
