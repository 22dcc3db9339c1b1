/** The services' way to Kafka: kafkajs as it comes, with every message noted in the journal. */
import { createRequire } from 'node:module';
import type { Consumer, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import { correlationOf, headerText } from './correlation-of.ts';
import type { Journal, MessagePlace, SpanName } from './journal.ts';

export interface Outgoing {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
  readonly messageId: string | null;
  /** The order, trip or play that it is about, for the journal. */
  readonly subject: string | null;
  /** Where the key does not say it. */
  readonly partition?: number;
  /** Of a retry or a dead letter: the message that was put off or given up. */
  readonly copyOf?: MessagePlace;
}

export interface Incoming {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly headers: IHeaders;
  readonly text: string;
  readonly correlationId: string | null;
  header(name: string): string | null;
}

export interface ConsumeOptions {
  /** The fetch answers when there are so many bytes, or after so long. */
  readonly minBytes?: number;
  readonly maxWaitMs?: number;
  readonly maxBytesPerPartition?: number;
}

export interface Bus {
  /** Resolves when the broker has it. Everybody may send at once; what is sent alone is noted with its offset. */
  publish(message: Outgoing): Promise<void>;
  consume(group: string, topics: readonly string[], handle: (message: Incoming) => Promise<void>, options?: ConsumeOptions): Promise<void>;
  /** `handle` gets what one poll brought of one partition, and a function to call between messages: false means stop here. */
  consumeBatches(group: string, topics: readonly string[], handle: (messages: readonly Incoming[], goOn: (done: Incoming) => Promise<boolean>) => Promise<void>, options?: ConsumeOptions): Promise<void>;
  stop(): Promise<void>;
}

/** What a broker answers while it starts; kafkajs tries again by itself. */
const STARTING = /coordinator is (?:not available|loading)|Restarting the consumer/;

/** Loads kafkajs by `require`, so that instrumentation can change it. */
export function loadKafka(clientId: string, brokers: readonly string[]): Kafka {
  const { Kafka, logLevel } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
  return new Kafka({
    clientId,
    brokers: [...brokers],
    retry: { initialRetryTime: 200, retries: 50, maxRetryTime: 5000 },
    logLevel: logLevel.ERROR,
    logCreator: () => ({ log }) => {
      const text = [log.message, log['error']].filter((part) => typeof part === 'string').join(': ');
      if (!STARTING.test(text)) process.stderr.write(`${clientId}: ${text}\n`);
    },
  });
}

export async function openBus(kafka: Kafka, journal: Journal, now: () => number): Promise<Bus> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const consumers: Consumer[] = [];

  const publish = async (message: Outgoing): Promise<void> => {
    const headers = { ...message.headers };
    const sent = await producer.send({ topic: message.topic, messages: [{ key: message.key, partition: message.partition, value: message.value, headers, timestamp: String(now()) }] });
    for (const { topicName, partition, baseOffset } of sent) {
      const { type, messageId, subject, copyOf = null } = message;
      const correlationId = correlationOf(headers, message.value);
      // The instrumentation writes it into the headers; a copy of an untraced service keeps the one of whoever wrote the original.
      const sender = headers['traceparent'] === message.headers['traceparent'] ? null : spanIn(headers['traceparent']);
      journal.write({ kind: 'produced', topic: topicName, partition, offset: baseOffset ?? '', type, messageId, correlationId, subject, sender, copyOf, size: Buffer.byteLength(message.value) });
    }
  };

  const subscribe = async (groupId: string, topics: readonly string[], options: ConsumeOptions): Promise<Consumer> => {
    const consumer = kafka.consumer({
      groupId,
      // A service that was killed has no static membership to come back to: its partitions wait for this long.
      sessionTimeout: 10_000,
      heartbeatInterval: 2000,
      rebalanceTimeout: 15_000,
      minBytes: options.minBytes ?? 1,
      maxWaitTimeInMs: options.maxWaitMs ?? 500,
      maxBytesPerPartition: options.maxBytesPerPartition ?? 1_048_576,
      allowAutoTopicCreation: false,
    });
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    return consumer;
  };
  const note = (group: string, { topic, partition, offset, correlationId }: Incoming): void =>
    journal.write({ kind: 'consumed', group, topic, partition, offset, correlationId });

  return {
    publish,
    consume: async (group, topics, handle, options = {}) => {
      const consumer = await subscribe(group, topics, options);
      await consumer.run({
        autoCommitInterval: 1000,
        eachMessage: async ({ topic, partition, message }) => {
          const incoming = incomingFrom(topic, partition, message);
          await handle(incoming);
          note(group, incoming);
        },
      });
    },
    consumeBatches: async (group, topics, handle, options = {}) => {
      const consumer = await subscribe(group, topics, options);
      await consumer.run({
        eachBatchAutoResolve: false,
        eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale, commitOffsetsIfNecessary }) => {
          const messages = batch.messages.map((message) => incomingFrom(batch.topic, batch.partition, message));
          await handle(messages, async (done) => {
            note(group, done);
            resolveOffset(done.offset);
            await commitOffsetsIfNecessary();
            await heartbeat();
            return isRunning() && !isStale();
          });
        },
        autoCommitInterval: 1000,
      });
    },
    stop: async () => {
      await Promise.all(consumers.map((consumer) => consumer.disconnect()));
      await producer.disconnect();
    },
  };
}

function spanIn(traceparent: string | undefined): SpanName | null {
  const [, traceId, spanId] = traceparent?.split('-') ?? [];
  return traceId !== undefined && spanId !== undefined ? { traceId, spanId } : null;
}

function incomingFrom(topic: string, partition: number, message: KafkaMessage): Incoming {
  const headers = message.headers ?? {};
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key?.toString() ?? '',
    headers,
    text: message.value?.toString() ?? '',
    correlationId: correlationOf(headers, message.value),
    header: (name) => headerText(headers, name),
  };
}
