import { expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { admin, createTopic, dropTopic, producer, sourceFor, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { MemorySink } from '#lib/sources/testing/memory-sink.ts';

test('topics that appear later are read from their beginning within 10 seconds, by either start', async () => {
  const prefix = unique('new');
  await createTopic(`${prefix}-old`);
  const send = await producer();
  await send.send({ topic: `${prefix}-old`, messages: [{ value: 'before' }] });
  const earliest = new MemorySink();
  const latest = new MemorySink();
  await sourceFor(earliest, prefix).start();
  await sourceFor(latest, prefix, { start: 'latest', groupId: `${prefix}-latest` }).start();
  await until('the old topic', () => earliest.events.length === 1);
  await createTopic(`${prefix}-new`, 2);
  await send.send({ topic: `${prefix}-new`, messages: [{ value: 'a', partition: 0 }, { value: 'b', partition: 1 }] });
  await until('the new topic', () => earliest.of(`${prefix}-new`).length === 2 && latest.of(`${prefix}-new`).length === 2, 10_000);
  await send.send({ topic: `${prefix}-old`, messages: [{ value: 'after' }] });
  await until('the old topic, further', () => earliest.of(`${prefix}-old`).length === 2 && latest.of(`${prefix}-old`).length === 1);
  expect(earliest.values(`${prefix}-old`)).toEqual(['before', 'after']);
  expect(latest.values(`${prefix}-old`)).toEqual(['after']);
});

test('with start latest, what comes while it is stopped is read later', async () => {
  const topic = unique('latest');
  await createTopic(topic, 2);
  const send = await producer();
  await send.send({ topic, messages: [{ value: 'before', partition: 0 }, { value: 'before', partition: 1 }] });
  const sink = new MemorySink();
  const first = sourceFor(sink, topic, { start: 'latest' });
  await first.start();
  await until('it reads', () => first.status().status === 'ok');
  await first.stop();
  await send.send({ topic, messages: [{ value: 'between', partition: 0 }] });
  await sourceFor(sink, topic, { start: 'latest' }).start();
  await until('what came between', () => sink.events.length === 1);
  expect(sink.values(topic)).toEqual(['between']);
});

test('new partitions are read from their beginning', async () => {
  const topic = unique('grown');
  await createTopic(topic);
  const send = await producer({ metadataMaxAge: 100 });
  const sink = new MemorySink();
  await sourceFor(sink, topic).start();
  await (await admin()).createPartitions({ topicPartitions: [{ topic, count: 2 }] });
  await until('a second partition', async () => {
    await send.send({ topic, messages: [{ value: 'x', partition: 1 }] }).catch(() => undefined);
    return sink.events.some(({ at }) => at.partition === 1);
  });
});

test('a topic that was deleted and created again is another incarnation', async () => {
  const topic = unique('recreated');
  await createTopic(topic);
  const send = await producer();
  await send.send({ topic, messages: ['1', '2', '3'].map((value) => ({ value })) });
  const sink = new MemorySink();
  const other = unique('recreated-beside');
  await createTopic(other);
  const source = sourceFor(sink, topic, { topics: [topic, other] });
  await source.start();
  await until('the first topic', () => sink.events.length === 3);
  // Before the broker knows that the former is gone it would still take messages for it.
  await dropTopic(topic);
  await createTopic(topic);
  // More messages than before: only the topic's id tells the two apart.
  const again = await producer();
  await again.send({ topic, messages: ['4', '5', '6', '7', '8'].map((value) => ({ value })) });
  await until('the second topic', () => sink.of(topic).filter(({ at }) => at.incarnation === 1).length === 5);
  expect(sink.of(topic).filter(({ at }) => at.incarnation === 1).map(({ at }) => at.offset)).toEqual([0n, 1n, 2n, 3n, 4n]);
  // Nothing of the second was taken for the first, whose next offset it has too.
  expect(sink.of(topic).filter(({ at }) => at.incarnation === 0).map(({ at }) => at.offset)).toEqual([0n, 1n, 2n]);
  await again.send({ topic: other, messages: [{ value: 'beside' }] });
  await until('the other topic goes on', () => sink.of(other).length === 1);
});

test('topics that are deleted hold up none of the others', async () => {
  const prefix = unique('deleted');
  const stays = `${prefix}-stays`;
  await createTopic(stays);
  const [send, asked, sink] = [await producer(), await admin(), new MemorySink()];
  await sourceFor(sink, prefix).start();
  // Sometimes the reader notices first and sometimes the list of topics, so more than once.
  for (const round of ['1', '2']) {
    const deleted = [`${prefix}-${round}a`, `${prefix}-${round}b`];
    await Promise.all(deleted.map((topic) => createTopic(topic)));
    const fresh = await producer();
    await fresh.send({ topic: deleted[0]!, messages: [{ value: round }] });
    await until('the topics are read', () => sink.values(deleted[0]!).length === 1);
    await asked.deleteTopics({ topics: deleted });
    await send.send({ topic: stays, messages: [{ value: round }] });
    await until('the topic that stays is read', () => sink.values(stays).includes(round));
  }
});

test('what retention removed before it was read is said, and reading goes on behind it', { timeout: 240_000 }, async () => {
  const topic = unique('expired');
  await createTopic(topic, 1, [{ name: 'retention.ms', value: '2000' }, { name: 'segment.ms', value: '1000' }]);
  const send = await producer();
  const sink = new MemorySink();
  const first = sourceFor(sink, topic);
  await first.start();
  await send.send({ topic, messages: [{ value: 'read' }] });
  await until('the first message', () => sink.events.length === 1);
  await first.stop();
  await send.send({ topic, messages: [{ value: 'lost' }, { value: 'lost' }] });
  const offsets = await admin();
  await until('retention', async () => {
    await sleep(1000);
    await send.send({ topic, messages: [{ value: 'later' }] });
    const [bounds] = await offsets.fetchTopicOffsets(topic);
    return Number(bounds!.low) >= 3;
  }, 90_000);
  const second = sourceFor(sink, topic);
  await second.start();
  await until('the later messages', async () => {
    // Retention goes on, and where joining takes its time those that were there are gone too.
    await send.send({ topic, messages: [{ value: 'later' }] });
    return sink.values(topic).includes('later');
  });
  expect(sink.values(topic)).not.toContain('lost');
  await expect.poll(() => second.status(), { timeout: 20_000 }).toMatchObject({ status: 'ok', error: expect.stringMatching(/retention removed \d+ messages of expired-.*\/0 before they were read/) });
});

test('an empty selection is said, and is no fault', async () => {
  const source = sourceFor(new MemorySink(), unique('nothing'));
  await source.start();
  await expect.poll(() => source.status(), { timeout: 20_000 }).toMatchObject({ status: 'ok', error: 'No topic of the cluster matches the topics that are set.' });
});

test('a topic with a name that every object has stops no other, and the source says that it is not read', async () => {
  const topic = unique('beside');
  await createTopic(topic);
  await createTopic('constructor');
  const sink = new MemorySink();
  const source = sourceFor(sink, topic, { topics: [topic, 'constructor'] });
  await source.start();
  const send = await producer();
  await send.send({ topic, messages: [{ value: 'read' }] });
  await until('the other topic', () => sink.values(topic).length === 1);
  await expect.poll(() => source.status(), { timeout: 20_000 }).toMatchObject({ status: 'ok', error: expect.stringContaining('constructor') });
  await (await admin()).deleteTopics({ topics: ['constructor'] });
});
