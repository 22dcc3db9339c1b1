/** Builds records as services and SDKs make them, for tests of identity and of pictures. Times are milliseconds after a fixed start. */
import { createHash } from 'node:crypto';
import { brand } from '#lib/core/brand.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import type { Attributes, EventRecord, Header, SpanKind, SpanRecord } from '#lib/core/record.ts';
import { microsFromMillis, type NanosText } from '#lib/core/time.ts';

const START_MS = Date.UTC(2026, 0, 31, 10);

const hex = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits);
export const traceId = (name: string): TraceId => brand<TraceId>(hex(`trace ${name}`, 32));
export const spanId = (name: string): SpanId => brand<SpanId>(hex(`span ${name}`, 16));
export const traceparent = (trace: string, span: string): string => `00-${traceId(trace)}-${spanId(span)}-01`;

export interface EventSketch {
  readonly topic: string;
  readonly offset: number;
  readonly partition?: number;
  readonly at?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly correlation?: string;
  /** `[trace, span]` that sent it. */
  readonly sentBy?: readonly [string, string];
  readonly type?: string;
  readonly value?: unknown;
  readonly incarnation?: number;
}

export function event(sketch: EventSketch): EventRecord {
  const headers: Record<string, string> = {
    ...(sketch.correlation === undefined ? {} : { 'correlation-id': sketch.correlation }),
    ...(sketch.sentBy === undefined ? {} : { traceparent: traceparent(...sketch.sentBy) }),
    ...(sketch.type === undefined ? {} : { 'event-type': sketch.type }),
    ...sketch.headers,
  };
  return {
    at: { source: 'kafka', topic: sketch.topic, incarnation: sketch.incarnation ?? 0, partition: sketch.partition ?? 0, offset: BigInt(sketch.offset) },
    timestamp: microsFromMillis(START_MS + (sketch.at ?? 0)),
    timestampType: 'create',
    key: null,
    headers: Object.entries(headers).map(([name, value]): Header => ({ name, value: Buffer.from(value) })),
    value: sketch.value === undefined ? null : Buffer.from(JSON.stringify(sketch.value)),
  };
}

export interface SpanSketch {
  readonly trace: string;
  readonly name: string;
  readonly parent?: string;
  readonly kind?: SpanKind;
  readonly service?: string;
  readonly at?: number;
  readonly took?: number;
  readonly error?: string;
  /** `[trace, span]` each. */
  readonly links?: readonly (readonly [string, string])[];
  readonly correlation?: string;
  /** `[topic, partition, offset]` of the message that it handled. */
  readonly handled?: readonly [string, number, number];
  readonly operation?: 'publish' | 'receive' | 'process';
  readonly topic?: string;
  readonly group?: string;
}

export function span(sketch: SpanSketch): SpanRecord {
  const start = START_MS + (sketch.at ?? 0);
  const topic = sketch.handled?.[0] ?? sketch.topic;
  const attributes: Attributes = {
    ...(topic === undefined ? {} : { 'messaging.system': 'kafka', 'messaging.destination.name': topic }),
    ...(sketch.operation === undefined ? {} : { 'messaging.operation': sketch.operation }),
    ...(sketch.group === undefined ? {} : { 'messaging.kafka.consumer.group': sketch.group }),
    ...(sketch.handled === undefined ? {} : { 'messaging.destination.partition.id': String(sketch.handled[1]), 'messaging.kafka.message.offset': sketch.handled[2] }),
    ...(sketch.correlation === undefined ? {} : { 'correlation.id': sketch.correlation }),
  };
  return {
    traceId: traceId(sketch.trace),
    spanId: spanId(sketch.name),
    parentSpanId: sketch.parent === undefined ? null : spanId(sketch.parent),
    name: sketch.name,
    kind: sketch.kind ?? 'internal',
    startNanos: nanos(start),
    endNanos: nanos(start + (sketch.took ?? 10)),
    status: sketch.error === undefined ? 'unset' : 'error',
    statusMessage: sketch.error ?? '',
    traceState: '',
    flags: 1,
    service: sketch.service ?? 'service',
    resource: { 'service.name': sketch.service ?? 'service' },
    scope: 'test',
    attributes,
    events: [],
    links: (sketch.links ?? []).map(([trace, name]) => ({ traceId: traceId(trace), spanId: spanId(name), attributes: {} })),
    droppedLinks: 0,
  };
}

const nanos = (millis: number): NanosText => brand<NanosText>(`${millis}000000`);

/** Spans of one order: an HTTP request that publishes, and a consumer that is a child of it across the broker, as the Java agent makes them. */
export function order(id: string, offset: number): { readonly events: EventRecord[]; readonly spans: SpanRecord[] } {
  return {
    events: [
      event({ topic: 'orders', offset, at: 5, correlation: id, sentBy: [id, `${id} publish`], type: 'order.created' }),
      event({ topic: 'payments', offset, at: 40, correlation: id, sentBy: [id, `${id} pay publish`], type: 'payment.completed' }),
    ],
    spans: [
      span({ trace: id, name: `${id} request`, kind: 'server', service: 'checkout', at: 0, took: 20 }),
      span({ trace: id, name: `${id} publish`, parent: `${id} request`, kind: 'producer', service: 'checkout', at: 4, took: 2, topic: 'orders' }),
      span({ trace: id, name: `${id} process`, parent: `${id} publish`, kind: 'consumer', service: 'payment', at: 20, took: 30, handled: ['orders', 0, offset], operation: 'process', group: 'payment' }),
      span({ trace: id, name: `${id} pay publish`, parent: `${id} process`, kind: 'producer', service: 'payment', at: 39, took: 2, topic: 'payments' }),
    ],
  };
}

/** One poll of several orders: a receive span above a process span each, linked to what sent it; what each publishes hangs below its process span. */
export function pollOf(name: string, orders: readonly { readonly id: string; readonly offset: number }[]): { readonly events: EventRecord[]; readonly spans: SpanRecord[] } {
  return {
    events: orders.map(({ id }, index) => event({ topic: 'shipments', offset: orders[0]!.offset * 100 + index, at: 90 + index, correlation: id, sentBy: [name, `${name} ${id} ship`], type: 'shipment.created' })),
    spans: [
      span({ trace: name, name: `${name} receive`, kind: 'consumer', service: 'shipping', at: 80, took: 2, topic: 'orders', operation: 'receive', group: 'shipping' }),
      ...orders.flatMap(({ id }, index) => [
        span({ trace: name, name: `${name} ${id} process`, parent: `${name} receive`, kind: 'consumer', service: 'shipping', at: 84 + index, took: 8, links: [[id, `${id} publish`]], topic: 'orders', operation: 'process', group: 'shipping' }),
        span({ trace: name, name: `${name} ${id} ship`, parent: `${name} ${id} process`, kind: 'producer', service: 'shipping', at: 89 + index, took: 2, topic: 'shipments' }),
      ]),
    ],
  };
}
