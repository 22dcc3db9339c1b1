/**
 * What a flow adds to the edges between services and topics. A record counts in one flow only: a message belongs to one, and so does what was
 * handed to a reader together with it; spans that several flows show count on their own (`edgesOfShared`), whoever shows them.
 */
import type { ArrangedFlow } from '#lib/core/flows/arrange.ts';
import type { FlowContext } from '#lib/core/flows/context.ts';
import { recordId, RecordIndex, type FlowRecord } from '#lib/core/flows/records.ts';
import type { Segment } from '#lib/core/flows/segment.ts';
import { isReader, isReceive } from '#lib/core/flows/span-roles.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { Evidence } from '#lib/core/flows/vocabulary.ts';
import { toldTime, type ToldTime } from '#lib/core/flows/told-time.ts';
import type { TimedDelivery } from '#lib/core/flows/waits.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { spanRefText, type TraceId } from '#lib/core/ids.ts';
import { MINUTE_MICROS, type Micros } from '#lib/core/time.ts';
import type { EdgeCount, EdgeName, Place } from '#lib/core/topology/edge.ts';
import { EdgeCounter } from '#lib/core/topology/edge-counter.ts';

export interface FlowEdges {
  readonly own: readonly EdgeCount[];
  /** Of each segment that other flows show too. */
  readonly shared: readonly { readonly traceId: TraceId; readonly segment: string; readonly observedAt: Micros; readonly counts: readonly EdgeCount[] }[];
}

type Told = (record: FlowRecord) => ToldTime;

export function edgesOf(flow: ArrangedFlow): EdgeCount[] {
  const counter = new EdgeCounter();
  const own = flow.records.spans.filter((span) => !flow.records.shared?.has(span));
  const writers = writersOf(flow);
  addWritten(counter, flow, writers);
  addRead(counter, flow, failedByCopies(flow, writers));
  const told = flow.told;
  addCalls(counter, own, flow.index, told);
  addUnseen(counter, own, { handed: new Set(flow.deliveries.map(({ span }) => span)), index: flow.index }, told);
  return counter.counts();
}

/** Of spans that several flows show: the same whichever of them is derived, so nothing but the spans themselves may count. */
export function edgesOfShared(segment: Segment, context: FlowContext): EdgeCount[] {
  const counter = new EdgeCounter();
  const index = new RecordIndex({ events: [], spans: segment.spans });
  const told: Told = (record) => toldTime(record, context);
  addCalls(counter, segment.spans, index, told);
  addUnseen(counter, segment.spans, { handed: new Set(), index }, told);
  return counter.counts();
}

const service = ({ span }: TracedSpan): Place => ({ kind: 'service', name: span.service });
const topicOf = ({ at }: KnownEvent): Place => ({ kind: 'topic', source: at.source, name: at.topic });
const minuteOf = (told: ToldTime): number => Math.floor(told.start / MINUTE_MICROS);
/** Null where its clock cannot be believed, and for a span that has not ended. */
const lengthOf = (told: ToldTime): number | null => (told.absurd === null && told.end > told.start ? told.end - told.start : null);
const isError = ({ span }: TracedSpan): boolean => span.status === 'error';
const isSend = ({ span, reading }: TracedSpan): boolean => span.kind === 'producer' || reading.operation === 'send';

interface Writer {
  readonly span: TracedSpan;
  readonly evidence: Evidence;
}

/** By message, the span that wrote it: the one that it names, else the one whose failure made it a retry or a dead letter. */
function writersOf({ hops }: ArrangedFlow): Map<KnownEvent, Writer> {
  return new Map(hops.flatMap(({ from, to, kind, evidence }) => ('event' in to && 'span' in from && kind !== 'follows' && kind !== 'cause' ? [[to.event, { span: from.span, evidence }] as const] : [])));
}

const handling = (event: KnownEvent, span: TracedSpan): string => `${recordId({ event })} ${span.span.service}`;

/** Messages that a service handed on as a retry or a dead letter: it failed on them, though its spans may not say so. */
function failedByCopies({ records, copies }: ArrangedFlow, writers: ReadonlyMap<KnownEvent, Writer>): Set<string> {
  return new Set(records.events.flatMap((event) => {
    const [copy, writer] = [copies.from(event), writers.get(event)];
    return copy === undefined || copy.kind === 'replay' || writer === undefined ? [] : [handling(copy.event, writer.span)];
  }));
}

/** Each message, by who wrote it; else by what its headers say; else nobody knows. */
function addWritten(counter: EdgeCounter, { records, told }: ArrangedFlow, writers: ReadonlyMap<KnownEvent, Writer>): void {
  for (const event of records.events) {
    const { role } = event.reading;
    const origin = writers.get(event);
    const writer = origin?.span;
    const from = writer === undefined ? (role === 'normal' ? null : failedAt(event)) : service(writer);
    const edge: EdgeName = {
      kind: role === 'dead-letter' ? 'dead-letters' : 'produces',
      from,
      to: topicOf(event),
      evidence: writer === undefined && from !== null ? 'headers' : 'message',
      group: null,
      role,
    };
    const sent = writer !== undefined && origin?.evidence === 'trace-context' && isSend(writer) ? writer : undefined;
    counter.add(edge, minuteOf(told({ event })), {
      isError: sent !== undefined && isError(sent),
      latency: sent === undefined ? null : lengthOf(told({ span: sent })),
    });
  }
}

/** Where a retry or a dead letter failed, by its headers: the group that gave it up, or else the topic that it was on. */
function failedAt({ at, reading }: KnownEvent): Place | null {
  const origin = reading.failure?.origin ?? null;
  if (origin === null) return null;
  return origin.group === null ? { kind: 'topic', source: at.source, name: origin.topic } : { kind: 'group', source: at.source, name: origin.group };
}

/** Each time that a message was handed to a reader. A poll and what it led to are handed the same: where there is both, the work counts. */
function addRead(counter: EdgeCounter, { deliveries, told }: ArrangedFlow, failed: ReadonlySet<string>): void {
  const attempts = deliveries.filter(({ backedOff }) => !backedOff);
  for (const [name, each] of Map.groupBy(attempts, ({ event, span }) => handling(event, span))) {
    const work = each.filter(({ span }) => !isReceive(span));
    const counted = work.length > 0 ? work : each;
    // The last attempt on it is the one that handed it on.
    counted.forEach((delivery, place) => addDelivery(counter, delivery, isError(delivery.span) || (place === counted.length - 1 && failed.has(name)), told));
  }
}

function addDelivery(counter: EdgeCounter, { event, span, after, waitMicros }: TimedDelivery, failed: boolean, told: Told): void {
  const time = told({ span });
  const isAgain = after?.event === event && !isReceive(after.span);
  counter.add(
    { kind: 'consumes', from: topicOf(event), to: service(span), evidence: 'message', group: span.reading.group, role: event.reading.role },
    minuteOf(time),
    // Of a message that is tried again the wait is mostly the trying.
    { isError: failed, latency: isAgain ? null : waitMicros, work: isReceive(span) ? null : lengthOf(time) },
  );
}

/** A span below one of another service. The caller's half of the call counts where there is one: it knows what the network took. */
function addCalls(counter: EdgeCounter, spans: readonly TracedSpan[], index: RecordIndex, told: Told): void {
  // Zipkin's two halves of a call share one id.
  const clients = new Map(spans.flatMap((each) => (each.span.kind === 'client' ? [[spanRefText(each.span), each] as const] : [])));
  for (const span of spans) {
    if (isReader(span)) continue;
    const { traceId, parentSpanId } = span.span;
    const half = span.span.kind === 'server' ? clients.get(spanRefText(span.span)) : undefined;
    const caller = half ?? (parentSpanId === null ? undefined : index.span({ traceId, spanId: parentSpanId }));
    if (caller === undefined || caller.span.service === span.span.service) continue;
    const isClient = caller.span.kind === 'client';
    counter.add({ kind: 'calls', from: service(caller), to: service(span), evidence: 'span', group: null, role: 'normal' }, minuteOf(told({ span })), {
      isError: isError(span) || (isClient && isError(caller)),
      latency: lengthOf(told({ span: isClient ? caller : span })),
    });
  }
}

/** One span's word for how many messages it was about is believed so far. */
const MOST_AT_ONCE = 10_000;

/** Spans that sent or read what was not itself seen: the broker is not observed, or the message never arrived there. */
function addUnseen(counter: EdgeCounter, spans: readonly TracedSpan[], { handed, index }: { readonly handed: ReadonlySet<TracedSpan>; readonly index: RecordIndex }, told: Told): void {
  for (const span of spans) {
    const { topic: name, group, operation } = span.reading;
    if (name === null) continue;
    const topic: Place = { kind: 'topic', source: null, name };
    const time = told({ span });
    const counted = { isError: isError(span), times: Math.min(MOST_AT_ONCE, Math.max(1, span.reading.batchSize ?? 1)) };
    if (span.span.kind === 'producer') {
      if (index.sentBy(span.span).length === 0) counter.add({ kind: 'produces', from: service(span), to: topic, evidence: 'span', group: null, role: 'normal' }, minuteOf(time), { ...counted, latency: lengthOf(time) });
    } else if (isReader(span) && operation !== 'settle' && !handed.has(span)) {
      const work = isReceive(span) ? null : lengthOf(time);
      counter.add({ kind: 'consumes', from: topic, to: service(span), evidence: isReceive(span) ? 'poll' : 'span', group, role: 'normal' }, minuteOf(time), { ...counted, latency: null, work });
    }
  }
}
