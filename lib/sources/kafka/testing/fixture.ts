/** What the tests of the source have in common: a client of its own, topics with names of their own, and sources that are stopped at the end. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Admin, type Producer } from 'kafkajs';
import { inject, onTestFinished } from 'vitest';
import { createTopics } from '#lib/demo/create-topics.ts';
import type { Sink, Source } from '#lib/sources/source.ts';
import type { DecodeSpans, KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { kafkaSource } from '#lib/sources/kafka/source.ts';

export const quiet: KafkaLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export const unique = (prefix: string): string => `${prefix}-${randomBytes(4).toString('hex')}`;

export const client = (brokers = inject('kafka').brokers, clientId = 'test'): Kafka =>
  new Kafka({ clientId, brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 20, initialRetryTime: 100, maxRetryTime: 1000 } });

export async function admin(): Promise<Admin> {
  const connected = client().admin();
  await connected.connect();
  onTestFinished(() => connected.disconnect());
  return connected;
}

export const createTopic = (topic: string, numPartitions = 1, configEntries: { name: string; value: string }[] = []): Promise<void> => createTopics(client(), [{ topic, numPartitions, configEntries }]);

/** For what every source of this broker reads, such as `otlp_spans`: who writes there takes it away again. Resolves when it is gone. */
export async function dropTopic(topic: string): Promise<void> {
  const connected = client().admin();
  await connected.connect();
  await connected.deleteTopics({ topics: [topic] });
  while ((await connected.listTopics()).includes(topic)) await sleep(100);
  await connected.disconnect();
}

/** Idempotent: a retry on a busy machine must not look like a message that was read twice. */
export async function producer(options: Parameters<Kafka['producer']>[0] = {}): Promise<Producer> {
  const connected = client().producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1, ...options });
  await connected.connect();
  onTestFinished(() => connected.disconnect());
  return connected;
}

export interface SourceChoices extends Partial<KafkaSourceOptions> {
  readonly log?: KafkaLog;
  readonly decodeSpans?: DecodeSpans;
}

/** Reads the topics whose names begin with `prefix`. */
export function sourceFor(sink: Sink, prefix: string, { log = quiet, decodeSpans, ...options }: SourceChoices = {}): Source {
  const source = kafkaSource(
    {
      name: 'kafka', brokers: [inject('kafka').brokers], ssl: false, sasl: null, clientId: 'throughline', groupId: prefix,
      start: 'earliest', topics: [new RegExp(`^${prefix}`)], topicsExclude: [], ...options,
    },
    sink,
    decodeSpans ? { log, decodeSpans } : { log },
  );
  onTestFinished(() => source.stop());
  return source;
}

/** Waits for something to become true, and says what it waited for when it does not. */
export async function until(what: string, check: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(50)) {
    if (await check()) return;
  }
  throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
}
