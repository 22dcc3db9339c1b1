/**
 * A load that can be accounted for: every key has three messages on two topics, sent in ticks of their own, so that a key's records lie in several batches
 * and with several collectors; and two spans for each, over OTLP.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, Producer, ProducerBatch } from 'kafkajs';
import { inject } from 'vitest';
import { createTopics } from '#lib/demo/create-topics.ts';
import { client } from '#lib/sources/kafka/testing/fixture.ts';
import { readRaw } from '#lib/sources/kafka/testing/raw.ts';
import { wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';
import { COMPACTED, makeHoles } from './holes.ts';
import type { Ledger, ProducedMessage, ProducedSpan } from './ledger.ts';
import type { SpanSender } from './span-sender.ts';

const STEPS = [
  { topic: 'orders', type: 'order.created' },
  { topic: 'payments', type: 'payment.taken' },
  { topic: 'orders', type: 'order.shipped' },
] as const;
const TICK_MS = 100;
/** Of a transactional load every third tick is aborted first. */
const ABORTED_EVERY = 3;
const SERVICES = { producer: 'shop', consumer: 'desk' } as const;
const KINDS = { producer: 4, consumer: 5 } as const;

export interface WorkloadOptions {
  /** Names of topics and keys begin with it. */
  readonly prefix: string;
  readonly partitions: number;
  /** So many new keys a second, each with three messages. */
  readonly keysPerSecond: number;
  /** Where spans go; null sends none. */
  readonly spans: SpanSender | null;
  /** Bytes of a message's value, roughly. */
  readonly bytes?: number;
  readonly brokers?: string;
  /** Each tick is a transaction, and some are sent first in one that is aborted: markers stand among the messages then, and messages that nobody may see. */
  readonly transactional?: boolean;
  /** The topics begin with messages between which the broker has thrown others away. */
  readonly holes?: boolean;
}

export interface Workload {
  readonly topics: readonly string[];
  /** Messages that the broker has acknowledged. */
  readonly sent: () => number;
  /** Begins; until `stop`. */
  start(): void;
  /** Sends what belongs to keys that were begun. Rejects with what went wrong meanwhile. */
  stop(): Promise<void>;
  /** What stands on the broker, which is the truth, and the spans that were taken. Throws where the broker has not exactly what was sent. */
  ledger(): Promise<Ledger>;
  close(): Promise<void>;
}

/** Makes the topics `<prefix>.orders` and `<prefix>.payments`. */
export async function openWorkload(options: WorkloadOptions): Promise<Workload> {
  const { prefix, partitions, brokers = inject('kafka').brokers, transactional = false, holes = false } = options;
  const topics = [...new Set(STEPS.map(({ topic }) => `${prefix}.${topic}`))];
  const kafka = client(brokers);
  await createTopics(kafka, topics.map((topic) => ({ topic, numPartitions: partitions, configEntries: holes ? COMPACTED : [] })));
  if (holes) await makeHoles(kafka, brokers, topics, partitions, { superseded: NEVER, kept: KEPT });
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1, ...(transactional ? { transactionalId: prefix } : {}) });
  await producer.connect();
  const state: Sending = { options, producer, sent: new Set(), spans: [], next: 0, ticks: 0 };
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  return {
    topics,
    sent: () => state.sent.size,
    start: () => {
      running = sendUntil(state, stopping.signal);
      running.catch(() => undefined); // told by `stop`
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    ledger: async () => {
      const sent = new Set(state.sent); // what is sent while the broker is read may be missing there
      const messages = (await Promise.all(topics.map((topic) => standing(topic, partitions, brokers)))).flat().filter(({ type }) => type !== NEVER);
      const names = messages.map(({ key, type }) => `${key} ${type}`);
      const [lacking, doubled] = [sent.difference(new Set(names)), names.length - new Set(names).size];
      if (lacking.size > 0 || doubled > 0) throw new Error(`The broker has not what was sent: ${lacking.size} are missing, ${doubled} are there twice`);
      const admin = kafka.admin();
      await admin.connect();
      const ends = await Promise.all(topics.map(async (topic) => (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [`${topic}/${partition}`, BigInt(high)] as const)));
      await admin.disconnect();
      return { source: 'kafka', messages, spans: [...state.spans], ends: new Map(ends.flat()) };
    },
    close: () => producer.disconnect(),
  };
}

interface Sending {
  readonly options: WorkloadOptions;
  readonly producer: Producer;
  /** `key type` of each that was acknowledged. */
  readonly sent: Set<string>;
  readonly spans: ProducedSpan[];
  next: number;
  ticks: number;
}

async function sendUntil(state: Sending, stop: AbortSignal): Promise<void> {
  const begun: number[][] = [];
  const started = performance.now();
  for (let left: number = STEPS.length; left > 0; ) {
    if (stop.aborted) left -= 1;
    const due = stop.aborted ? 0 : Math.max(0, Math.round(((performance.now() - started) / 1000) * state.options.keysPerSecond) - state.next);
    begun.unshift(Array.from({ length: due }, () => state.next++));
    const steps = STEPS.flatMap((_, step) => (begun[step] ?? []).map((key) => ({ key, step })));
    begun.length = Math.min(begun.length, STEPS.length);
    if (steps.length > 0) await sendTick(state, steps);
    if (!stop.aborted) await sleep(TICK_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** The type of messages that nobody may see: their transaction is aborted, or others supersede them before anybody reads. */
const NEVER = 'never.happened';
/** Of those that stay where others went. */
const KEPT = 'order.kept';

type TopicMessages = NonNullable<ProducerBatch['topicMessages']>;

async function sendInTransactions(producer: Producer, topicMessages: TopicMessages, abortFirst: boolean): Promise<void> {
  if (abortFirst) {
    const aborted = await producer.transaction();
    await aborted.sendBatch({ topicMessages: topicMessages.map(({ topic, messages }) => ({ topic, messages: messages.map((message) => ({ ...message, headers: { ...message.headers, 'event-type': NEVER } })) })) });
    await aborted.abort();
  }
  const transaction = await producer.transaction();
  await transaction.sendBatch({ topicMessages });
  await transaction.commit();
}

async function sendTick(state: Sending, steps: readonly { key: number; step: number }[]): Promise<void> {
  const { options, producer, sent, spans } = state;
  const made = steps.map(({ key, step }) => made1(options, key, step));
  const topicMessages = [...Map.groupBy(made, ({ topic }) => topic)].map(([topic, of]) => ({ topic, messages: of.map(({ message }) => message) }));
  if (options.transactional === true) await sendInTransactions(producer, topicMessages, state.ticks++ % ABORTED_EVERY === 0);
  else await producer.sendBatch({ topicMessages });
  for (const { name } of made) sent.add(name);
  if (options.spans === null) return;
  for (const kind of ['producer', 'consumer'] as const) {
    const own = made.map((each) => each.spans[kind]);
    options.spans.send(wireExport(own.map(({ wire }) => wire), [{ key: 'service.name', value: { kind: 'string', value: SERVICES[kind] } }]), () => spans.push(...own.map(({ produced }) => produced)));
  }
}

/** The same message and the same spans, whenever it is asked for. */
function made1({ prefix, partitions, bytes = 200 }: WorkloadOptions, index: number, step: number) {
  const { topic: short, type } = STEPS[step] ?? STEPS[0];
  const [key, topic] = [`${prefix}-${index}`, `${prefix}.${short}`];
  const traceId = hex(key, 32);
  const spanIds = { producer: hex(`${key} ${type} sent`, 16), consumer: hex(`${key} ${type} handled`, 16) };
  const value = JSON.stringify({ order: key, type, filling: 'x'.repeat(Math.max(0, bytes - 60)) });
  const message: Message = { partition: index % partitions, key, value, headers: { 'correlation-id': key, 'event-type': type, traceparent: `00-${traceId}-${spanIds.producer}-01` } };
  const now = BigInt(Date.now()) * 1_000_000n;
  const text = (name: string, of: string) => ({ key: name, value: { kind: 'string' as const, value: of } });
  const span = (kind: 'producer' | 'consumer') => ({
    produced: { traceId, spanId: spanIds[kind], key, service: SERVICES[kind], topic, kind } satisfies ProducedSpan,
    wire: wireSpan({
      traceId: Buffer.from(traceId, 'hex'), spanId: Buffer.from(spanIds[kind], 'hex'), parentSpanId: kind === 'consumer' ? Buffer.from(spanIds.producer, 'hex') : new Uint8Array(),
      name: `${kind === 'producer' ? 'send' : 'process'} ${topic}`, kind: KINDS[kind], start: now + (kind === 'consumer' ? 2_000_000n : 0n), end: now + 5_000_000n,
      attributes: [text('messaging.system', 'kafka'), text('messaging.destination.name', topic), text('messaging.operation.type', kind === 'producer' ? 'send' : 'process'), ...(kind === 'consumer' ? [text('messaging.consumer.group.name', SERVICES.consumer)] : [])],
    }),
  });
  return { name: `${key} ${type}`, topic, message, spans: { producer: span('producer'), consumer: span('consumer') } };
}

const hex = (name: string, digits: number): string => createHash('sha256').update(name).digest('hex').slice(0, digits);

async function standing(topic: string, partitions: number, brokers: string): Promise<ProducedMessage[]> {
  const records = await readRaw(topic, partitions, brokers);
  return records.map(({ partition, offset, value, headers }) => {
    const header = (name: string): string => Buffer.from(headers.find((each) => each.name === name)?.value ?? '').toString();
    return { topic, partition, offset, key: header('correlation-id'), type: header('event-type'), value: value ?? Buffer.alloc(0) };
  });
}
