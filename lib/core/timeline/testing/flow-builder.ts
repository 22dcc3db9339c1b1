/** Writes flows as the wire carries them, for tests and for trying the picture by eye. Times are milliseconds from a fixed beginning. */
import { microsFromMillis, rfc3339 } from '#lib/core/time.ts';
import type { CoordinatesInput, DeliveryInput, EventInput, FlowInput, HopInput, HopKindInput, RefInput, SpanInput } from '#lib/core/timeline/input.ts';

export const BEGINNING = Date.UTC(2026, 10, 20, 10, 42, 7, 114);

type Evidence = 'span-parent' | 'span-link' | 'trace-context' | 'coordinates' | 'causation-id' | 'dead-letter-headers' | 'replay-headers' | 'correlation-id';
type SampleEvent = EventInput & { deliveries: DeliveryInput[] };
type SampleSpan = SpanInput & { attributes: Record<string, unknown>; resource: Record<string, unknown>; events: { name: string; at: string; attributes: Record<string, unknown> }[]; links: { traceId: string; spanId: string }[]; linkedFrom: { traceId: string; spanId: string }[] };

/** The wire's whole FlowDetail, by structure. */
export interface SampleFlow extends FlowInput {
  flow: FlowInput['flow'] & {
    id: string;
    entry: string;
    services: string[];
    topics: string[];
    counts: { events: number; spans: number; errors: number; retries: number; duplicates: number; deadLetters: number };
    keys: { kind: 'correlation' | 'trace' | 'message' | 'business'; name?: string; value: string }[];
  };
  events: SampleEvent[];
  spans: SampleSpan[];
  hops: (HopInput & { evidence: Evidence })[];
  criticalPath: RefInput[];
  time: { processingMs: number | null; waitingMs: number | null; retryDelayMs: number | null; unaccountedMs: number; totalMs: number };
  clocks: { service: string; offsetMs: number }[];
  findings: { kind: string; message: string; refs: RefInput[] }[];
  hubs: { kind: 'correlation' | 'trace' | 'message' | 'business'; value: string; reason: 'too-many-records' | 'flow-too-large' }[];
  expected: never[];
  truncated: null;
}

const time = (ms: number): string => rfc3339(microsFromMillis(BEGINNING + ms));

interface SpanOptions {
  parent?: { span: { traceId: string; spanId: string } };
  kind?: SpanInput['kind'];
  error?: string;
  sharedWith?: number;
  trace?: string;
  attributes?: Record<string, unknown>;
}
interface EventOptions {
  by?: { span: { traceId: string; spanId: string } };
  type?: string;
  kind?: HopKindInput;
  partition?: number;
  attempt?: number;
  sharedWith?: number;
  deadLetter?: boolean;
  timestamp?: string | null;
}

export class FlowBuilder {
  readonly spans: SampleSpan[] = [];
  readonly events: SampleEvent[] = [];
  readonly hops: SampleFlow['hops'] = [];
  readonly #offsets = new Map<string, number>();
  #ids = 0;

  #hex(digits: number): string {
    return (++this.#ids).toString(16).padStart(digits, '0');
  }

  span(service: string, name: string, at: number, ms: number, { parent, kind = 'internal', error, sharedWith = 0, trace, attributes = {} }: SpanOptions = {}): { span: { traceId: string; spanId: string } } {
    const ref = { traceId: trace ?? parent?.span.traceId ?? this.#hex(32), spanId: this.#hex(16) };
    this.spans.push({
      ...ref, parentSpanId: parent?.span.spanId ?? null, service, name, kind, startedAt: time(at), durationMs: ms, status: error === undefined ? 'unset' : 'error', statusMessage: error ?? '', sharedWith, attributes, resource: { 'service.name': service },
      events: error === undefined ? [] : [{ name: 'exception', at: time(at + ms), attributes: { 'exception.message': error } }], links: [], droppedLinks: 0, linkedFrom: [],
    });
    if (parent) this.hop(parent, { span: ref }, 'call', 'span-parent');
    return { span: ref };
  }

  event(topic: string, at: number, { by, type = topic, kind = 'publish', partition = 0, attempt = 1, sharedWith = 0, deadLetter = false, timestamp }: EventOptions = {}): { event: CoordinatesInput } {
    const offset = (this.#offsets.get(topic) ?? 8840) + 1;
    this.#offsets.set(topic, offset);
    const coordinates = { source: 'kafka', topic, incarnation: 0, partition, offset: String(offset) };
    const producer = by === undefined ? null : { service: this.spans.find(({ spanId }) => spanId === by.span.spanId)?.service ?? null, ...by.span };
    this.events.push({
      coordinates, id: `msg-${offset}`, type, key: '4711', timestamp: timestamp === undefined ? time(at) : timestamp, timestampType: 'create', observedAt: time(at + 40), eventTime: null,
      size: 312, attempt, sharedWith, producer, deliveries: [], role: deadLetter || kind === 'dead-letter' ? 'dead-letter' : kind === 'retry' ? 'retry' : 'normal', deadLetterId: deadLetter ? `dl-${offset}` : null, replayId: null,
    });
    if (by) this.hop(by, { event: coordinates }, kind, 'trace-context');
    return { event: coordinates };
  }

  /** Delivers an event to a span, or with `span` null to a group of which only the commit is known. */
  deliver(event: { event: CoordinatesInput }, span: { span: { traceId: string; spanId: string } } | null, group: string, at: number, attempt = 1): void {
    const target = this.events.find(({ coordinates }) => coordinates === event.event)!;
    const consumer = span === null ? undefined : this.spans.find(({ spanId }) => spanId === span.span.spanId);
    const waited = target.timestamp === null ? null : BEGINNING + at - Date.parse(target.timestamp);
    target.deliveries.push({
      group, service: consumer?.service ?? null, traceId: span?.span.traceId ?? null, spanId: span?.span.spanId ?? null, startedAt: time(at), endedAt: consumer === undefined ? null : time(at + consumer.durationMs),
      waitMs: waited === null || waited < 0 ? null : waited, skewMs: waited !== null && waited < 0 ? waited : null, outcome: consumer === undefined ? 'unknown' : consumer.status === 'error' ? 'error' : 'ok', attempt, evidence: consumer === undefined ? 'commit' : 'span-link',
    });
    if (span) this.hop(event, span, 'deliver', 'span-link', waited === null || waited < 0 ? null : waited);
  }

  hop(from: RefInput, to: RefInput, kind: HopKindInput, evidence: Evidence, waitMs: number | null = null): void {
    this.hops.push({ from, to, kind, evidence, waitMs });
  }

  build(status: SampleFlow['flow']['status'], more: Partial<Pick<SampleFlow, 'criticalPath' | 'findings'>> & { keys?: SampleFlow['flow']['keys'] } = {}): SampleFlow {
    const starts = [...this.spans.map(({ startedAt }) => Date.parse(startedAt)), ...this.events.map(({ timestamp, observedAt }) => Date.parse(timestamp ?? observedAt))];
    const ends = [...starts, ...this.spans.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs)];
    const first = starts.reduce((least, each) => Math.min(least, each), Infinity);
    const last = ends.reduce((most, each) => Math.max(most, each), -Infinity);
    const deadLetters = this.events.filter(({ deadLetterId }) => deadLetterId !== null).length;
    return {
      flow: {
        id: '9f2c44d1a0b37e65', kind: this.events[0]?.type ?? this.spans[0]?.name ?? '', status,
        startedAt: time(first - BEGINNING), lastActivityAt: time(last - BEGINNING), durationMs: last - first, entry: this.spans[0]?.service ?? '',
        services: [...new Set(this.spans.map(({ service }) => service))], topics: [...new Set(this.events.map(({ coordinates }) => coordinates.topic))],
        counts: { events: this.events.length, spans: this.spans.length, errors: this.spans.filter((span) => span.status === 'error').length, retries: this.hops.filter(({ kind }) => kind === 'retry').length, duplicates: 0, deadLetters },
        keys: more.keys ?? [],
      },
      events: this.events, spans: this.spans, hops: this.hops, criticalPath: more.criticalPath ?? [], time: { processingMs: 0, waitingMs: 0, retryDelayMs: 0, unaccountedMs: last - first, totalMs: last - first }, clocks: [], findings: more.findings ?? [], hubs: [], expected: [], truncated: null,
    };
  }
}
