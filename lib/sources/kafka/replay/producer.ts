/** Writes what a replay sends back. */
import type { Producer } from 'kafkajs';
import { kafkaClient } from '#lib/sources/kafka/client/connect.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';

export interface SentMessage {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer | Buffer[]>;
}

export interface ReplayProducer {
  /** Whether all of a call is written or nothing, and the former producer of this replay can write no more. */
  readonly isFenced: boolean;
  /** The offset of each, in their order; committed when it resolves, and `written` told when they stand there and are not committed. After an error nobody knows what was written: this producer must not be used again. */
  send(messages: readonly SentMessage[], written: () => void): Promise<bigint[]>;
  close(): Promise<void>;
}

/** A sender that is stopped holds back its target's readers for no longer than this, unless another takes over before. */
const TRANSACTION_MS = 30_000;
const SEND_MS = 15_000;
const ALL_REPLICAS = -1;
/** A retry is safe: the broker knows the batch by its sequence number. */
const RETRY = { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 };

/**
 * When it resolves, whoever sent under this id before is fenced: the broker has aborted what was open, and takes nothing more of it. kafkajs asks for that
 * in its first transaction, lazily and never again: so the first one is begun here. Throws what kafkajs throws, without a producer left behind.
 */
export async function fencedProducer(options: KafkaSourceOptions, transactionalId: string, log: KafkaLog): Promise<ReplayProducer> {
  // `idempotent` stays off: it asks for a second producer id that nobody uses. What is sent within a transaction is idempotent all the same.
  const producer = kafkaClient(options, log).producer({ transactionalId, transactionTimeout: TRANSACTION_MS, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry: RETRY });
  let begun = await connected(producer, () => producer.transaction());
  let isUsed = false;
  return {
    isFenced: true,
    send: async (messages, told) => {
      const transaction = isUsed ? await producer.transaction() : begun;
      isUsed = true;
      begun = transaction;
      const written = await transaction.sendBatch({ acks: ALL_REPLICAS, timeout: SEND_MS, topicMessages: byTopic(messages) });
      told();
      await transaction.commit();
      return offsetsOf(messages, written);
    },
    close: () => producer.disconnect(),
  };
}

/** Where the broker denies transactions: it fences nobody. */
export async function plainProducer(options: KafkaSourceOptions, log: KafkaLog): Promise<ReplayProducer> {
  const producer = kafkaClient(options, log).producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry: RETRY });
  await connected(producer, () => Promise.resolve());
  return { isFenced: false, send: async (messages) => offsetsOf(messages, await producer.sendBatch({ acks: ALL_REPLICAS, timeout: SEND_MS, topicMessages: byTopic(messages) })), close: () => producer.disconnect() };
}

async function connected<T>(producer: Producer, then: () => Promise<T>): Promise<T> {
  try {
    await producer.connect();
    return await then();
  } catch (error) {
    await producer.disconnect();
    throw error;
  }
}

const byTopic = (messages: readonly SentMessage[]) =>
  [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, of]) => ({ topic, messages: of.map(({ partition, key, value, headers }) => ({ partition, key, value, headers })) }));

/** One batch a partition was written, in the order in which the messages were given. */
function offsetsOf(messages: readonly SentMessage[], written: readonly { readonly topicName: string; readonly partition: number; readonly baseOffset?: string }[]): bigint[] {
  const next = new Map(written.map(({ topicName, partition, baseOffset }) => [`${partition}/${topicName}`, baseOffset === undefined ? null : BigInt(baseOffset)]));
  return messages.map(({ topic, partition }) => {
    const place = `${partition}/${topic}`;
    const offset = next.get(place) ?? null;
    if (offset === null) throw new Error(`The broker did not say where it wrote to ${topic}, partition ${partition}.`);
    next.set(place, offset + 1n);
    return offset;
  });
}
