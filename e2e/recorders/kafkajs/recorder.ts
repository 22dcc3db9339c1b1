/** kafkajs with OpenTelemetry's instrumentation: CONSUME=message (eachMessage) or batch (eachBatch). The scenario is in ../README.md. */
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import type { Consumer, KafkaMessage } from 'kafkajs';
import type { JournalLine } from '../fixture.ts';

const setting = (name: string): string => process.env[name] ?? '';
const IN_BATCHES = setting('CONSUME') === 'batch';
const CORRELATED = setting('CORRELATED') === '1';
const DUPLICATE = 'o-051';
const FAILS_ONCE = 'o-052';
const FAILS = 'o-053';
const DELETED = 'o-054';
const UNSAMPLED = 'o-055';

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': setting('OTEL_SERVICE_NAME') }).merge(resourceFromAttributes(envDetector.detect().attributes ?? {})),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 200 })],
});
provider.register();
registerInstrumentations({ instrumentations: [new KafkaJsInstrumentation()] });
const { Kafka, logLevel } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');
const tracer = trace.getTracer('recorder');
const kafka = new Kafka({ brokers: [setting('BROKERS')], logLevel: logLevel.ERROR, retry: { initialRetryTime: 50, retries: 20 } });
const producer = kafka.producer({ allowAutoTopicCreation: false });

const note = (line: JournalLine): void => appendFileSync(setting('JOURNAL'), `${JSON.stringify(line)}\n`);
const done = new Set<string>();
const names = (first: number, last: number): string[] => Array.from({ length: last - first + 1 }, (_, at) => `o-${String(first + at).padStart(3, '0')}`);

interface Outgoing {
  readonly topic: string;
  readonly type: string;
  readonly order: string;
  readonly correlationId: string | null;
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly value?: string | null;
}

async function send(message: Outgoing, because: string | null, under: Extract<JournalLine, { made: 'message' }>['under']): Promise<void> {
  const { topic, type, order, correlationId, messageId = randomUUID(), headers = {} } = message;
  const value = message.value === undefined ? JSON.stringify({ orderId: order, amount: Number(order.slice(2)) * 10 }) : message.value;
  const all = { 'message-id': messageId, 'event-type': type, ...(correlationId === null ? {} : { 'correlation-id': correlationId }), ...headers };
  const [sent] = await producer.send({ topic, messages: [{ key: order, value, headers: all }] });
  note({ made: 'message', order, at: `${topic}/${sent?.partition}/${sent?.baseOffset}`, because, under });
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !isSo(); await sleep(10)) if (Date.now() > end) throw new Error(`nothing more happens; done: ${[...done].join(', ')}`);
}

async function checkout(order: string): Promise<void> {
  const traceId = randomUUID().replaceAll('-', '');
  const parent = order === UNSAMPLED ? trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: traceId.slice(0, 16), traceFlags: TraceFlags.NONE, isRemote: true }) : ROOT_CONTEXT;
  const span = tracer.startSpan('POST /orders', { kind: SpanKind.SERVER }, parent);
  const at = span.spanContext();
  note({ made: 'span', order, trace: at.traceId, span: at.spanId, sampled: (at.traceFlags & TraceFlags.SAMPLED) !== 0 });
  await context.with(trace.setSpan(parent, span), async () => {
    const correlationId = CORRELATED ? randomUUID() : null;
    await send({ topic: 'orders.created', type: 'order.created', order, correlationId }, null, 'one');
    if (order !== DELETED) return;
    await until(() => done.has(order));
    await send({ topic: 'orders.created', type: 'order.deleted', order, correlationId, value: null }, null, 'one');
    await until(() => done.has(`${order} deleted`));
  });
  span.end();
}

interface Incoming {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
  readonly under: 'one' | 'several';
}

const header = ({ message }: Incoming, name: string): string | null => message.headers?.[name]?.toString() ?? null;

function handled({ topic, partition, message }: Incoming, group: string, failed: boolean): string {
  const at = `${topic}/${partition}/${message.offset}`;
  const span = trace.getActiveSpan()?.spanContext();
  note({ made: 'handled', order: String(message.key), at, group, trace: span?.traceId ?? '', span: span?.spanId ?? '', sampled: ((span?.traceFlags ?? 0) & TraceFlags.SAMPLED) !== 0, failed });
  return at;
}

const paid = new Set<string>();

async function pay(incoming: Incoming): Promise<void> {
  const order = String(incoming.message.key);
  const at = handled(incoming, 'payment', false);
  if (incoming.message.value === null) {
    done.add(`${order} deleted`);
    return;
  }
  const messageId = randomUUID();
  for (let copies = order === DUPLICATE ? 2 : 1; copies > 0; copies -= 1) {
    await send({ topic: 'payments', type: 'payment.completed', order, correlationId: header(incoming, 'correlation-id'), messageId }, at, incoming.under);
  }
  paid.add(order);
}

const attempts = new Map<string, number>();
const shipped = new Set<string | null>();
const times = new Map<string, number>();

async function ship(incoming: Incoming): Promise<void> {
  const order = String(incoming.message.key);
  const attempt = (attempts.get(order) ?? 0) + 1;
  attempts.set(order, attempt);
  const fails = order === FAILS || (order === FAILS_ONCE && attempt === 1);
  const at = handled(incoming, 'shipping', fails);
  if (fails && attempt === 1) throw new Error('no such address');
  const correlationId = header(incoming, 'correlation-id');
  if (fails) {
    trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR, message: 'no such address' });
    const { topic, partition, message } = incoming;
    const headers = { 'x-original-topic': topic, 'x-original-partition': String(partition), 'x-original-offset': message.offset, 'x-error-message': 'no such address', 'x-retry-count': '2' };
    await send({ topic: 'payments.shipping.dlq', type: 'payment.completed', order, correlationId, messageId: header(incoming, 'message-id') ?? '', headers, value: String(message.value) }, at, 'copy');
    done.add(order);
    return;
  }
  const id = header(incoming, 'message-id');
  // What came twice is shipped once.
  if (!shipped.has(id)) await send({ topic: 'shipments', type: 'shipment.created', order, correlationId }, at, incoming.under);
  shipped.add(id);
  times.set(order, (times.get(order) ?? 0) + 1);
  if (times.get(order) === (order === DUPLICATE ? 2 : 1)) done.add(order);
}

async function consume(groupId: string, topic: string, handle: (incoming: Incoming) => Promise<void>): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, retry: { initialRetryTime: 100, retries: 5 } });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run(
    IN_BATCHES
      ? {
          eachBatch: async ({ batch, resolveOffset }) => {
            const under = batch.messages.length > 1 ? 'several' : 'one';
            for (const message of batch.messages) {
              await handle({ topic: batch.topic, partition: batch.partition, message, under });
              resolveOffset(message.offset);
            }
          },
        }
      : { eachMessage: ({ topic: from, partition, message }) => handle({ topic: from, partition, message, under: 'one' }) },
  );
  return consumer;
}

await producer.connect();
for (const order of names(1, 50)) await checkout(order);
const payment = await consume('payment', 'orders.created', pay);
await until(() => names(1, 50).every((order) => paid.has(order)));
const shipping = await consume('shipping', 'payments', ship);
await until(() => names(1, 50).every((order) => done.has(order)));
for (const order of names(51, 55)) {
  await checkout(order);
  await until(() => done.has(order));
}
for (const order of names(56, 60)) await checkout(order);
await until(() => names(56, 60).every((order) => done.has(order)));
await Promise.all([payment.disconnect(), shipping.disconnect(), producer.disconnect()]);
await provider.shutdown();
