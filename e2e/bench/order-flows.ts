/** One workload for every system that is measured: orders of ten spans over six services. Flow i always has the same ids, so a store can be asked for exactly what was sent. */
import { createHash } from 'node:crypto';

const SERVICES = ['checkout', 'order', 'payment', 'inventory', 'shipping', 'email'] as const;

interface Step {
  readonly name: string;
  readonly service: (typeof SERVICES)[number];
  /** As OTLP numbers kinds. */
  readonly kind: 2 | 3 | 4 | 5;
  /** The step above it; null is the root. */
  readonly parent: number | null;
  readonly startMs: number;
  readonly lastsMs: number;
  readonly topic?: string;
}

const STEPS: readonly Step[] = [
  { name: 'POST /checkout', service: 'checkout', kind: 2, parent: null, startMs: 0, lastsMs: 40 },
  { name: 'orders publish', service: 'checkout', kind: 4, parent: 0, startMs: 10, lastsMs: 3, topic: 'orders' },
  { name: 'orders process', service: 'order', kind: 5, parent: 1, startMs: 25, lastsMs: 60, topic: 'orders' },
  { name: 'payments publish', service: 'order', kind: 4, parent: 2, startMs: 40, lastsMs: 3, topic: 'payments' },
  { name: 'payments process', service: 'payment', kind: 5, parent: 3, startMs: 60, lastsMs: 180, topic: 'payments' },
  { name: 'charge card', service: 'payment', kind: 3, parent: 4, startMs: 70, lastsMs: 150 },
  { name: 'stock publish', service: 'order', kind: 4, parent: 2, startMs: 44, lastsMs: 3, topic: 'stock' },
  { name: 'stock process', service: 'inventory', kind: 5, parent: 6, startMs: 61, lastsMs: 45, topic: 'stock' },
  { name: 'shipments process', service: 'shipping', kind: 5, parent: 4, startMs: 300, lastsMs: 80, topic: 'shipments' },
  { name: 'email process', service: 'email', kind: 5, parent: 4, startMs: 310, lastsMs: 30, topic: 'emails' },
];
export const SPANS_PER_FLOW = STEPS.length;

interface BenchSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: string | null;
  readonly name: string;
  readonly service: string;
  readonly kind: number;
  readonly startMs: number;
  readonly lastsMs: number;
  readonly topic: string | null;
  readonly order: string;
  readonly failed: boolean;
}

const hex = (text: string, digits: number): string => createHash('sha1').update(text).digest('hex').slice(0, digits);
export const traceIdOf = (flow: number): string => hex(`trace${flow}`, 32);
const spanIdOf = (flow: number, span: number): string => hex(`span${flow}.${span}`, 16);

/** Wider flows repeat the ten steps under the first root. */
export function orderFlow(flow: number, atMs: number, width = SPANS_PER_FLOW): BenchSpan[] {
  return Array.from({ length: width }, (_, index) => {
    const step = STEPS[index % SPANS_PER_FLOW]!;
    const round = Math.floor(index / SPANS_PER_FLOW);
    const parent = index === 0 ? null : step.parent === null ? 0 : round * SPANS_PER_FLOW + step.parent;
    return {
      traceId: traceIdOf(flow), spanId: spanIdOf(flow, index), parent: parent === null ? null : spanIdOf(flow, parent), name: step.name, service: step.service, kind: step.kind,
      startMs: atMs + step.startMs + round, lastsMs: step.lastsMs + (flow % 7), topic: step.topic ?? null, order: `ord-${flow}`, failed: flow % 50 === 0 && index === 5,
    };
  });
}

/** An OTLP request in JSON. */
export function otlpBody(spans: readonly BenchSpan[]): string {
  const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });
  const ofService = ([service, own]: [string, BenchSpan[]]): object => ({
    resource: { attributes: [text('service.name', service)] },
    scopeSpans: [{
      scope: { name: 'load' },
      spans: own.map((span) => ({
        traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parent ?? '', name: span.name, kind: span.kind,
        startTimeUnixNano: `${span.startMs}000000`, endTimeUnixNano: `${span.startMs + span.lastsMs}000000`,
        attributes: [text('order.id', span.order), ...(span.topic === null ? [] : [text('messaging.system', 'kafka'), text('messaging.destination.name', span.topic)])],
        status: span.failed ? { code: 2, message: 'card declined' } : {},
      })),
    }],
  });
  return JSON.stringify({ resourceSpans: [...Map.groupBy(spans, ({ service }) => service)].map(ofService) });
}

const ZIPKIN_KINDS: Readonly<Record<number, string>> = { 2: 'SERVER', 3: 'CLIENT', 4: 'PRODUCER', 5: 'CONSUMER' };

/** Zipkin's own JSON, version 2. */
export const zipkinBody = (spans: readonly BenchSpan[]): string =>
  JSON.stringify(spans.map((span) => ({
    traceId: span.traceId, id: span.spanId, ...(span.parent === null ? {} : { parentId: span.parent }), name: span.name, kind: ZIPKIN_KINDS[span.kind],
    timestamp: span.startMs * 1000, duration: span.lastsMs * 1000, localEndpoint: { serviceName: span.service },
    tags: { 'order.id': span.order, ...(span.topic === null ? {} : { 'messaging.system': 'kafka', 'messaging.destination.name': span.topic }), ...(span.failed ? { error: 'card declined' } : {}) },
  })));
