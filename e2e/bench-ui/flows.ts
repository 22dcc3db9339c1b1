/**
 * Two flows of ten thousand records. Deterministic but for the time at which they begin.
 *
 * `spansOnly` is the workload that the peers were measured with: orders of ten spans over six services, under one root, all within
 * about a second. `mixed` is what such a job looks like with a broker: messages and the spans that an agent writes around them, with
 * attributes of a usual size, some failures, and pauses between the batches.
 */
import { createHash } from 'node:crypto';

interface Value {
  readonly stringValue?: string;
  readonly intValue?: string;
}
interface Attribute {
  readonly key: string;
  readonly value: Value;
}
/** As OTLP's JSON has it, with the service that it goes below. */
export interface BenchSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number; readonly message?: string };
}
export interface BenchMessage {
  readonly topic: string;
  readonly timestampMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}
export interface BenchFlow {
  readonly correlationId: string;
  readonly spans: readonly BenchSpan[];
  /** In the order in which they must be written: the spans name their offsets, from 0, in partition 0. */
  readonly messages: readonly BenchMessage[];
}

const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;
const ERROR = 2;

const hex = (text: string, digits: number): string => createHash('sha1').update(text).digest('hex').slice(0, digits);
const text = (key: string, stringValue: string): Attribute => ({ key, value: { stringValue } });
const int = (key: string, value: number): Attribute => ({ key, value: { intValue: String(value) } });

interface SpanPlan {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
  readonly service: string;
  readonly kind: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly attributes: readonly Attribute[];
  readonly error?: string | undefined;
}

function makeSpan(flow: string, { id, parent, name, service, kind, startMs, durationMs, attributes, error }: SpanPlan): BenchSpan {
  return {
    service, name, kind, attributes, traceId: hex(`trace ${flow}`, 32), spanId: hex(`span ${flow} ${id}`, 16), parentSpanId: parent === null ? '' : hex(`span ${flow} ${parent}`, 16),
    startTimeUnixNano: `${startMs}000000`, endTimeUnixNano: `${startMs + durationMs}000000`, status: error === undefined ? {} : { code: ERROR, message: error },
  };
}

const STEPS = [
  { name: 'POST /checkout', service: 'checkout', kind: SERVER, parent: null, startMs: 0, durationMs: 40, topic: null },
  { name: 'orders publish', service: 'checkout', kind: PRODUCER, parent: 0, startMs: 10, durationMs: 3, topic: 'orders' },
  { name: 'orders process', service: 'order', kind: CONSUMER, parent: 1, startMs: 25, durationMs: 60, topic: 'orders' },
  { name: 'payments publish', service: 'order', kind: PRODUCER, parent: 2, startMs: 40, durationMs: 3, topic: 'payments' },
  { name: 'payments process', service: 'payment', kind: CONSUMER, parent: 3, startMs: 60, durationMs: 180, topic: 'payments' },
  { name: 'charge card', service: 'payment', kind: CLIENT, parent: 4, startMs: 70, durationMs: 150, topic: null },
  { name: 'stock publish', service: 'order', kind: PRODUCER, parent: 2, startMs: 44, durationMs: 3, topic: 'stock' },
  { name: 'stock process', service: 'inventory', kind: CONSUMER, parent: 6, startMs: 61, durationMs: 45, topic: 'stock' },
  { name: 'shipments process', service: 'shipping', kind: CONSUMER, parent: 4, startMs: 300, durationMs: 80, topic: 'shipments' },
  { name: 'email process', service: 'email', kind: CONSUMER, parent: 4, startMs: 310, durationMs: 30, topic: 'emails' },
] as const;

export function spansOnly(correlationId: string, records: number, beginMs: number): BenchFlow {
  const spans = Array.from({ length: records }, (_, index) => {
    const step = STEPS[index % STEPS.length]!;
    const round = Math.floor(index / STEPS.length);
    // The first of each later round hangs below the one root.
    const parent = index === 0 ? null : String(step.parent === null ? 0 : round * STEPS.length + step.parent);
    const messaging = step.topic === null ? [] : [text('messaging.system', 'kafka'), text('messaging.destination.name', step.topic)];
    return makeSpan(correlationId, { id: String(index), parent, name: step.name, service: step.service, kind: step.kind, startMs: beginMs + step.startMs + round, durationMs: step.durationMs, attributes: [text('order.id', correlationId), text('correlation.id', correlationId), ...messaging] });
  });
  return { correlationId, spans, messages: [] };
}

const RECORDS_PER_ROUND = 10;
const ROUND_MS = 40;
const ROUNDS_PER_BATCH = 125;
const PAUSE_MS = 45_000;
const FAILS_EVERY = 60;

/** Each round goes from checkout through three topics to three services; every other one ends with a message that nobody reads. */
export function mixed(correlationId: string, records: number, beginMs: number): BenchFlow {
  const spans: BenchSpan[] = [];
  const messages: BenchMessage[] = [];
  const rounds = Math.floor(records / RECORDS_PER_ROUND);
  const topicOf = (topic: string): string => `${correlationId}-${topic}`;
  const span = (plan: SpanPlan): void => void spans.push(makeSpan(correlationId, plan));
  const message = (topic: string, round: number, atMs: number, sender: string): void => {
    messages.push({
      topic: topicOf(topic), timestampMs: atMs, value: JSON.stringify({ orderId: `bench-${round}`, amount: 1290 + round, note: 'x'.repeat(200) }),
      headers: { 'event-type': `${topic}.requested`, 'message-id': hex(`message ${correlationId} ${topic} ${round}`, 32), 'correlation-id': correlationId, traceparent: `00-${hex(`trace ${correlationId}`, 32)}-${hex(`span ${correlationId} ${sender}`, 16)}-01` },
    });
  };
  for (let round = 0; round < rounds; round++) {
    const at = beginMs + round * ROUND_MS + Math.floor(round / ROUNDS_PER_BATCH) * PAUSE_MS;
    const id = (step: string): string => `${round} ${step}`;
    const error = round % FAILS_EVERY === 8 ? 'card declined' : undefined;
    const sent = (topic: string): Attribute[] => [...usual(round), text('messaging.system', 'kafka'), text('messaging.operation', 'publish'), text('messaging.destination.name', topicOf(topic))];
    const handled = (topic: string, group: string): Attribute[] => [...usual(round), text('messaging.system', 'kafka'), text('messaging.operation', 'process'), text('messaging.destination.name', topicOf(topic)), text('messaging.kafka.consumer.group', group), text('messaging.destination.partition.id', '0'), int('messaging.kafka.message.offset', topic === 'orders' ? round - 1 : round)];
    const send = (topic: string, parent: string, service: string, startMs: number): void => {
      span({ id: id(`${topic} publish`), parent, name: `${topic} publish`, service, kind: PRODUCER, startMs, durationMs: 3, attributes: sent(topic) });
      message(topic, round, startMs + 1, id(`${topic} publish`));
    };
    const handle = (topic: string, service: string, startMs: number, durationMs: number, failure?: string): void =>
      span({ id: id(topic), parent: id(`${topic} publish`), name: `${topic} process`, service, kind: CONSUMER, startMs, durationMs, attributes: handled(topic, service), error: failure });

    if (round === 0) span({ id: 'root', parent: null, name: 'POST /imports', service: 'checkout', kind: SERVER, startMs: at, durationMs: rounds * ROUND_MS, attributes: [...usual(0), text('http.request.method', 'POST'), text('url.path', '/imports')] });
    else send('orders', 'root', 'checkout', at);
    if (round > 0) handle('orders', 'order', at + 6 + (round % 9), 40);
    const above = round === 0 ? 'root' : id('orders');
    send('payments', above, 'order', at + 20);
    handle('payments', 'payment', at + 40, 90, error);
    send('stock', above, 'order', at + 24);
    handle('stock', 'inventory', at + 30 + (round % 7), 25);
    if (round % 2 === 0) span({ id: id('charge'), parent: id('payments'), name: 'POST api.cards.example/charge', service: 'payment', kind: CLIENT, startMs: at + 45, durationMs: 80, attributes: [...usual(round), text('http.request.method', 'POST'), text('url.full', 'https://api.cards.example/charge'), int('http.response.status_code', error === undefined ? 200 : 402)], error });
    else message('receipts', round, at + 120, id('payments'));
  }
  return { correlationId, spans, messages };
}

const usual = (round: number): Attribute[] => [text('thread.name', `worker-${round % 8}`), int('thread.id', 40 + (round % 8)), text('order.id', `bench-${round}`)];

/** One request of OTLP/HTTP, with the resource of a Java agent for each service. */
export function otlpRequest(spans: readonly BenchSpan[]): string {
  const byService = Map.groupBy(spans, ({ service }) => service);
  return JSON.stringify({
    resourceSpans: [...byService].map(([service, all]) => ({
      resource: { attributes: [text('service.name', service), text('service.version', '2.4.1'), text('host.name', `${service}-7c9d8b6f5-x2x4p`), text('os.type', 'linux'), text('process.runtime.name', 'OpenJDK Runtime Environment'), text('process.runtime.version', '21.0.4+7-LTS'), text('telemetry.sdk.language', 'java'), text('telemetry.sdk.name', 'opentelemetry'), text('telemetry.sdk.version', '1.57.0'), text('deployment.environment.name', 'production')] },
      scopeSpans: [{ scope: { name: 'bench' }, spans: all.map((span) => ({ ...span, service: undefined })) }],
    })),
  });
}
