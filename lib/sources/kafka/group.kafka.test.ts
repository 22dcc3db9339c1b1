import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { SourceError, type Sink } from '#lib/sources/source.ts';
import type { Answer, Call } from '#lib/sources/kafka/testing/child-source.ts';
import { createTopic, producer, sourceFor, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { MemorySink } from '#lib/sources/testing/memory-sink.ts';

/** A process that reads into `sink`; `onAppend` hears of each of its batches before it is stored. */
function readInChild(topic: string, sink: Sink, onAppend: (child: ChildProcess) => void): ChildProcess {
  const options = { topic, name: 'kafka', brokers: [inject('kafka').brokers], ssl: false, sasl: null, clientId: 'child', groupId: topic, start: 'earliest', topicsExclude: [] };
  const child = fork(join(import.meta.dirname, 'testing', 'child-source.ts'), [JSON.stringify(options)], { serialization: 'advanced', execPath: process.execPath, execArgv: [] });
  child.on('message', (message) => void answer(message as Call));
  onTestFinished(() => void child.kill('SIGKILL'));
  const reply = (value: Answer): void => {
    if (child.connected) child.send(value);
  };
  async function answer({ id, method, args }: Call): Promise<void> {
    try {
      if (method === 'append') onAppend(child);
      const call = sink[method] as (...values: unknown[]) => Promise<unknown>;
      reply({ id, value: await call.apply(sink, args) });
    } catch (error) {
      if (error instanceof SourceError) reply({ id, code: error.code, message: error.message });
      else throw error;
    }
  }
  return child;
}

test('the partitions of a killed process move within 10 seconds, with nothing lost and nothing twice', { timeout: 240_000 }, async () => {
  const topic = unique('killed');
  const partitions = 4;
  await createTopic(topic, partitions);
  const sink = new MemorySink();
  let byChild = 0;
  const child = readInChild(topic, sink, () => (byChild += 1));
  await sourceFor(sink, topic, { topics: [topic] }).start();
  const send = await producer();
  let sent = 0;
  const sendRound = () => send.send({ topic, messages: Array.from({ length: partitions }, (_, partition) => ({ partition, value: String(sent++) })) });
  await until('both read', async () => {
    await sendRound();
    return byChild > 5 && sink.batches.length > byChild;
  }, 90_000);
  child.kill('SIGKILL');
  await sendRound();
  const killed = Date.now();
  await until('everything', () => sink.events.length >= sent, 20_000);
  expect(Date.now() - killed).toBeLessThan(10_000);
  for (let count = 0; count < 20; count++) await sendRound();
  await until('what came after', () => sink.events.length >= sent);
  expect(new Set(sink.values(topic)).size).toBe(sent);
  expect(sink.events).toHaveLength(sent);
});

test('a process that joins and one that leaves disturb nothing', async () => {
  const topic = unique('joins');
  await createTopic(topic, 6);
  const sink = new MemorySink();
  const send = await producer();
  let sent = 0;
  let sending = true;
  const sender = (async () => {
    while (sending) await send.send({ topic, messages: Array.from({ length: 12 }, (_, index) => ({ partition: index % 6, value: String(sent++) })) });
  })();
  const first = sourceFor(sink, topic);
  await first.start();
  await until('the first reads', () => sink.events.length > 100);
  const second = sourceFor(sink, topic);
  await second.start();
  const third = sourceFor(sink, topic);
  await third.start();
  await until('more', () => sink.events.length > 1000);
  await first.stop();
  await second.stop();
  sending = false;
  await sender;
  await until('everything', () => sink.events.length >= sent);
  expect(new Set(sink.values(topic)).size).toBe(sent);
  expect(sink.events).toHaveLength(sent);
  for (let partition = 0; partition < 6; partition++) {
    const offsets = sink.events.filter(({ at }) => at.partition === partition).map(({ at }) => Number(at.offset));
    expect(offsets).toEqual(offsets.map((_, index) => index));
  }
});
