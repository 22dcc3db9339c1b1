/** Messages of the tests' own, on a topic of the demo that none of its services reads. */
import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Kafka, logLevel, Partitioners, type ICustomPartitioner, type IHeaders, type RecordMetadata } from 'kafkajs';
import { createMissingTopics } from '#lib/demo/create-topics.ts';
import { places } from './places.ts';

const TOPIC = 'audits';

export interface Message {
  readonly key?: string;
  readonly headers: IHeaders;
  readonly value: string | Buffer;
}

/** A correlation id that no other test uses. */
export const newId = (name: string): string => `${name}-${randomUUID()}`;

/** An event in the style of the demo's services. */
export const event = (type: string, correlationId: string, payload: object = {}): Message => ({
  headers: { 'event-type': type, 'message-id': randomUUID(), 'correlation-id': correlationId, 'content-type': 'application/json' },
  value: JSON.stringify(payload),
});

/** Where one partition cannot be written yet, kafkajs sends to the others again, too, and would choose other messages for each: the broker refuses these. */
const samePartitionAgain: ICustomPartitioner = () => {
  const byKey = Partitioners.DefaultPartitioner();
  return (args) => (args.message.key == null ? crc32(JSON.stringify(args.message)) % args.partitionMetadata.length : byKey(args));
};

/** Resolves when the broker has them, to the place of the last one. */
export async function produce(messages: readonly Message[], topic = TOPIC): Promise<RecordMetadata> {
  const kafka = new Kafka({ clientId: 'throughline-e2e', brokers: [places().brokers], logLevel: logLevel.NOTHING });
  // A retry on a busy machine must not look like a message that was written twice.
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1, createPartitioner: samePartitionAgain });
  await createMissingTopics(kafka, [{ topic }]);
  await producer.connect();
  try {
    const written = await producer.send({ topic, messages: messages.map(({ key = null, headers, value }) => ({ key, headers, value })) });
    const last = written.at(-1);
    if (last === undefined) throw new Error('Nothing was produced');
    return last;
  } finally {
    await producer.disconnect();
  }
}
