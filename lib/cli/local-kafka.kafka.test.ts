import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { Kafka, logLevel } from 'kafkajs';
import { startLocalKafka, type LocalKafka } from '#lib/cli/local-kafka.ts';
import { isAlive } from '#lib/cli/local-kafka-process.ts';
import { createTopics } from '#lib/demo/create-topics.ts';

let dir: string;
let started: LocalKafka[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-local-kafka-'));
  started = [];
});

afterEach(async () => {
  for (const kafka of started) await kafka.stop();
  await rm(dir, { recursive: true, force: true });
});

async function start(): Promise<LocalKafka> {
  const kafka = await startLocalKafka({ dir, jars: inject('kafka').jars });
  started.push(kafka);
  return kafka;
}

async function topics(kafka: LocalKafka): Promise<string[]> {
  const admin = new Kafka({ brokers: [kafka.brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

test('finds its data and its port again, after a stop and after a kill', { timeout: 300_000 }, async () => {
  const first = await start();
  await createTopics(new Kafka({ brokers: [first.brokers], logLevel: logLevel.NOTHING }), [{ topic: 'kept', numPartitions: 1 }]);
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await start();
  expect(second.brokers).toBe(first.brokers);
  expect(await topics(second)).toContain('kept');
  process.kill(second.pid, 'SIGKILL');
  // Until it is gone its port is taken, and a start takes another.
  await vi.waitFor(() => expect(isAlive(second.pid)).toBe(false), { timeout: 20_000 });

  const third = await start();
  expect(third.brokers).toBe(first.brokers);
  expect(await topics(third)).toContain('kept');
});

test('two starts on one folder share one broker', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  expect(two.pid).toBe(one.pid);
  expect(two.brokers).toBe(one.brokers);
});
