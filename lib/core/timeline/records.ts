/** One list of everything a flow holds, with who caused whom: each record knows its neighbours by index. */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { putRight } from '#lib/core/timeline/put-right.ts';
import { durationOf, eventId, refId, spanId, timeOf, type EventInput, type FlowInput, type HopInput, type HopKindInput, type SpanInput } from '#lib/core/timeline/input.ts';

interface RecordBase {
  /** See `refId`; where one span id stands twice (Zipkin's shared spans), the later ones carry their kind. */
  readonly id: string;
  readonly index: number;
  /** As told: what clocks said, before causal order is put above them. */
  readonly rawAt: Micros;
  /** With its clock put right. */
  readonly clockAt: Micros;
  readonly duration: number;
}
export interface EventNode extends RecordBase {
  readonly kind: 'event';
  readonly event: EventInput;
}
export interface SpanNode extends RecordBase {
  readonly kind: 'span';
  readonly span: SpanInput;
}
export type RecordNode = EventNode | SpanNode;

/** A hop between two records of the list. Nothing else joins them: a producer or parent that no hop confirms is hearsay, such as a header that was passed on. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: HopKindInput;
  readonly hop: HopInput;
}

export interface RecordGraph {
  readonly records: readonly RecordNode[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly edges: readonly Edge[];
}

/** A broker may hold no timestamp, or one from the future of the process that read it: then what is known bounds it. */
function eventAt(event: EventInput, spans: ReadonlyMap<string, SpanInput>): Micros {
  const observed = timeOf(event.observedAt) ?? brand<Micros>(0);
  const producer = event.producer === null ? undefined : spans.get(spanId(event.producer));
  const stated = event.timestamp ?? producer?.startedAt ?? event.eventTime;
  const told = stated === null ? null : timeOf(stated);
  return told === null || told > observed + 1_000_000 ? observed : told;
}

/** @param correct whether clocks are put right as estimated; else each record stands where its own clock says */
export function buildGraph(detail: FlowInput, correct = true): RecordGraph {
  const records: RecordNode[] = [];
  const indexOf = new Map<string, number>();
  const add = (id: string, make: (id: string, index: number) => RecordNode): void => {
    indexOf.set(id, records.length);
    records.push(make(id, records.length));
  };

  const spans = new Map<string, SpanInput>();
  const right = putRight(correct ? detail : { ...detail, clocks: [] });
  for (const span of detail.spans) {
    const id = spanId(span);
    let unique = spans.has(id) ? `${id}~${span.kind}` : id;
    for (let n = 2; indexOf.has(unique); n++) unique = `${id}~${span.kind}~${n}`;
    if (unique === id) spans.set(id, span);
    const rawAt = timeOf(span.startedAt) ?? brand<Micros>(0);
    add(unique, (name, index) => ({ kind: 'span', id: name, index, span, rawAt, clockAt: right(span, rawAt), duration: durationOf(span.durationMs) }));
  }
  for (const event of detail.events) {
    const id = eventId(event.coordinates);
    const rawAt = eventAt(event, spans);
    if (!indexOf.has(id)) add(id, (name, index) => ({ kind: 'event', id: name, index, event, rawAt, clockAt: right(event, rawAt), duration: 0 }));
  }
  return { records, indexOf, edges: collectEdges(detail, records, indexOf) };
}

function collectEdges(detail: FlowInput, records: readonly RecordNode[], indexOf: ReadonlyMap<string, number>): Edge[] {
  const edges: Edge[] = [];
  const seen = new Set<number>();
  for (const hop of detail.hops) {
    const [from, to] = [indexOf.get(refId(hop.from)), indexOf.get(refId(hop.to))];
    if (from === undefined || to === undefined || from === to) continue;
    const pair = from * records.length + to;
    if (seen.has(pair)) continue;
    seen.add(pair);
    edges.push({ from, to, kind: hop.kind, hop });
  }
  return edges;
}

/** A receive span waits for messages: it may rightly begin before the message that ends it was written. */
export function waitsForMessages(span: SpanInput): boolean {
  const operation = span.attributes['messaging.operation.type'] ?? span.attributes['messaging.operation'] ?? span.attributes['messaging.operation.name'];
  return operation === 'receive' || operation === 'poll';
}
