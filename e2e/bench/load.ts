/** Messages as services write them: 500 bytes of JSON, ids in headers, ten messages to a business action. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { createTopics } from '#lib/demo/create-topics.ts';

const MESSAGES_PER_ACTION = 10;
const PARTITIONS = 4;
const TICK_MS = 20;
const TYPES = ['order.created', 'payment.requested', 'payment.completed', 'stock.requested', 'stock.reserved', 'parcel.packed', 'parcel.sent', 'invoice.sent', 'points.added', 'order.closed'];

export const newMessage = (type: string, correlationId: string, padding = 400): Message => ({
  key: correlationId,
  value: JSON.stringify({ orderId: correlationId, occurredAt: new Date().toISOString(), note: 'x'.repeat(padding) }),
  headers: { 'content-type': 'application/json', 'event-type': type, 'message-id': randomUUID(), 'correlation-id': correlationId },
});

/** Of its key, headers and value. */
export const MESSAGE_BYTES = bytesOf(newMessage(TYPES[0] ?? '', randomUUID()));

function bytesOf({ key, value, headers }: Message): number {
  return [key, value, ...Object.entries(headers ?? {}).flat()].reduce<number>((sum, part) => sum + Buffer.byteLength(String(part ?? '')), 0);
}

export const LOAD_TOPIC = 'bench-load';

/** Endless; each action's messages one after the other, several actions at a time, as they overlap in life. */
export function* actions(atOnce = 20): Generator<Message, never> {
  const open = Array.from({ length: atOnce }, (_, index) => ({ id: randomUUID(), done: index % MESSAGES_PER_ACTION }));
  for (;;) {
    for (const action of open) {
      yield newMessage(TYPES[action.done] ?? 'other', action.id);
      action.done += 1;
      if (action.done === MESSAGES_PER_ACTION) Object.assign(action, { id: randomUUID(), done: 0 });
    }
  }
}

export async function openProducer(brokers: string, topics: readonly string[]): Promise<Producer> {
  const kafka = new Kafka({ clientId: 'throughline-bench', brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
  await createTopics(kafka, topics.map((topic) => ({ topic, numPartitions: PARTITIONS })));
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  return producer;
}

export async function writeBacklog(producer: Producer, topic: string, count: number): Promise<void> {
  const source = actions(200);
  for (let written = 0; written < count; ) {
    const messages = Array.from({ length: Math.min(1000, count - written) }, () => source.next().value);
    await producer.send({ topic, messages, acks: 1 });
    written += messages.length;
  }
}

/** Calls `tick` with how many are due, so that `perSecond` is kept on average, until `ms` are over. Sends do not wait for each other. */
export async function steadily(perSecond: number, ms: number, tick: (due: number) => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  const sending: Promise<unknown>[] = [];
  for (let sent = 0; performance.now() - begun < ms; await sleep(TICK_MS)) {
    const due = Math.floor(((performance.now() - begun) / 1000) * perSecond) - sent;
    if (due <= 0) continue;
    sent += due;
    sending.push(tick(due));
  }
  await Promise.all(sending);
}
