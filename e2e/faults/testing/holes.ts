/** Holes between messages, as a compacted topic has them: what was written first is superseded, and the broker's cleaner takes it away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigResourceTypes, type Kafka, type Message } from 'kafkajs';
import { until } from '#lib/sources/kafka/testing/fixture.ts';
import { readRaw } from '#lib/sources/kafka/testing/raw.ts';

/** What a topic is created with. Only closed segments are cleaned, and only what is written later closes one. */
export const COMPACTED = Object.entries({ 'cleanup.policy': 'compact', 'segment.ms': '200', 'min.cleanable.dirty.ratio': '0.001', 'max.compaction.lag.ms': '1000' }).map(([name, value]) => ({ name, value }));

const KEYS = 50;
const CLOSED_AFTER_MS = 300;
const CLEANED_WITHIN_MS = 90_000;

/** Of each partition half of the messages go, in one stretch and one by one; those that stay are of flows of their own. The topics are compacted no more afterwards. */
export async function makeHoles(kafka: Kafka, brokers: string, topics: readonly string[], partitions: number, types: { readonly superseded: string; readonly kept: string }): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const write = async (type: string, keys: readonly number[]): Promise<void> => {
    const messages = (topic: string): Message[] => Array.from({ length: partitions }, (_, partition) => keys.map((key): Message => ({
      partition, key: String(key), value: JSON.stringify({ key, type }), headers: { 'correlation-id': `${topic}-${partition}-${key}`, 'event-type': type },
    }))).flat();
    await producer.sendBatch({ topicMessages: topics.map((topic) => ({ topic, messages: messages(topic) })) });
    await sleep(CLOSED_AFTER_MS);
  };
  const all = Array.from({ length: KEYS }, (_, key) => key);
  const [some, others] = [all.filter((key) => key % 2 === 0), all.filter((key) => key % 2 === 1)];
  await write(types.superseded, some);
  await write(types.superseded, all);
  await write(types.kept, some);
  await write(types.superseded, others);
  await write(types.kept, others);
  await write(types.kept, [KEYS]);
  await producer.disconnect();
  const left = async (topic: string): Promise<number> => (await readRaw(topic, partitions, brokers)).length;
  await until('the cleaner has passed', async () => (await Promise.all(topics.map(left))).every((count) => count === (KEYS + 1) * partitions), CLEANED_WITHIN_MS);
  const admin = kafka.admin();
  await admin.connect();
  await admin.alterConfigs({ validateOnly: false, resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configEntries: [{ name: 'cleanup.policy', value: 'delete' }] })) });
  await admin.disconnect();
}
