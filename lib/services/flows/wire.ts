/** Assembled flows in the words of the wire contract. */
import type { Delivery as WireDelivery, Finding as WireFinding, FlowEvent, FlowSpan, Hop as WireHop, TimeSplit as WireTimeSplit, Truncated } from '#lib/contracts/flows.ts';
import type { Coordinates as WireCoordinates, Ref } from '#lib/contracts/wire.ts';
import type { DeadLetterState } from '#lib/core/dead-letters/states.ts';
import type { CommitDelivery } from '#lib/core/flows/commit-deliveries.ts';
import type { Copies } from '#lib/core/flows/copies.ts';
import type { Finding } from '#lib/core/flows/findings/finding.ts';
import { leftOut } from '#lib/core/flows/left-out.ts';
import { endOf, knownOf, recordId, startOf, type FlowRecord, type Hop } from '#lib/core/flows/records.ts';
import type { TimedDelivery } from '#lib/core/flows/waits.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { TimeSplit } from '#lib/core/flows/time-split.ts';
import { spanRefText, type Coordinates } from '#lib/core/ids.ts';
import type { Attributes, AttributeValue, SpanRecord } from '#lib/core/record.ts';
import { microsFromNanos, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { deliveryOutcomes } from '#lib/services/flows/delivery-outcome.ts';
import { keyText } from '#lib/services/flows/key-text.ts';

const wireCoordinates = (at: Coordinates): WireCoordinates => ({ ...at, offset: at.offset.toString() });

const wireRef = (record: FlowRecord): Ref =>
  'event' in record ? { event: wireCoordinates(record.event.at) } : { span: { traceId: record.span.span.traceId, spanId: record.span.span.spanId } };

/** What names the records of one picture: one object for each, however many hops and findings point at it. */
export function wireRefs(): (record: FlowRecord) => Ref {
  const refs = new Map<object, Ref>();
  return (record) => {
    const known = knownOf(record);
    let ref = refs.get(known);
    if (ref === undefined) refs.set(known, (ref = wireRef(record)));
    return ref;
  };
}

export const wireHop = (hop: Hop, refOf: (record: FlowRecord) => Ref): WireHop => ({
  from: refOf(hop.from),
  to: refOf(hop.to),
  kind: hop.kind,
  evidence: hop.evidence,
  waitMs: hop.waitMicros === null ? null : millisFromMicros(hop.waitMicros),
});

/** @param shown ids of the records that the picture shows: a finding points at nothing else */
export function wireFinding({ kind, message, records }: Finding, shown: ReadonlySet<string>, refOf: (record: FlowRecord) => Ref): WireFinding {
  const there = records.filter((record) => shown.has(recordId(record)));
  return { kind, message, refs: there.map(refOf), ...(there.length < records.length ? { notShown: records.length - there.length } : {}) };
}

const wireCut = (cuts: ReadonlyMap<string, number>, record: FlowRecord): { effectsLeftOut?: number } => {
  const effectsLeftOut = cuts.get(recordId(record));
  return effectsLeftOut === undefined ? {} : { effectsLeftOut };
};

/** The events among the records, in their order. `cuts`: how many of those that a record led to are left out. `letters`: the states of those that are dead letters, by their references. */
export function flowEvents(order: readonly FlowRecord[], cuts: ReadonlyMap<string, number>, letters: ReadonlyMap<string, DeadLetterState>, { deliveries, commitDeliveries, copies, hops }: { deliveries: readonly TimedDelivery[]; commitDeliveries: readonly CommitDelivery[]; copies: Copies; hops: readonly Hop[] }): FlowEvent[] {
  const outcomeOf = deliveryOutcomes(hops);
  const spans = new Map(order.flatMap((record) => ('span' in record ? [[`${record.span.span.traceId}/${record.span.span.spanId}`, record.span.span.service]] : [])));
  const byEvent = Map.groupBy(deliveries.filter(({ backedOff }) => !backedOff), (delivery) => delivery.event.ref);
  const passedBy = Map.groupBy(commitDeliveries, ({ event }) => event.ref);
  return order.flatMap((record) => {
    if (!('event' in record)) return [];
    const { ref, at, timestamp, timestampType, observedAt, size, key, reading } = record.event;
    const sender = copies.hasForeignTrace(record.event) ? null : reading.trace?.ref;
    return [
      {
        coordinates: wireCoordinates(at),
        id: reading.messageId,
        type: reading.type,
        ...keyText(key ?? null),
        timestamp: timestamp === null ? null : rfc3339(timestamp),
        timestampType,
        observedAt: rfc3339(observedAt),
        eventTime: reading.eventTime === null ? null : rfc3339(reading.eventTime),
        size,
        attempt: reading.attempt,
        // A message is a part of one flow: flows that would have one in common are one. Only spans are shown by several.
        sharedWith: 0,
        producer: sender ? { service: spans.get(`${sender.traceId}/${sender.spanId}`) ?? null, ...sender } : null,
        deliveries: [...(byEvent.get(ref) ?? []).map((delivery) => wireDelivery(delivery, outcomeOf(delivery.span))), ...(passedBy.get(ref) ?? []).map(wireCommit)],
        role: reading.role,
        ...wireLetter(ref, letters.get(ref)),
        replayId: reading.replay?.id ?? null,
        ...wireCut(cuts, record),
      },
    ];
  });
}

const wireLetter = (ref: string, state: DeadLetterState | undefined): Pick<FlowEvent, 'deadLetterId' | 'deadLetterState'> => (state === undefined ? { deadLetterId: null } : { deadLetterId: ref, deadLetterState: state });

function wireDelivery({ span: traced, evidence, waitMicros, skewMicros, attempt }: TimedDelivery, outcome: WireDelivery['outcome']): WireDelivery {
  const { span, reading } = traced;
  return {
    group: reading.group,
    service: span.service,
    traceId: span.traceId,
    spanId: span.spanId,
    startedAt: rfc3339(startOf({ span: traced })),
    endedAt: rfc3339(endOf({ span: traced })),
    waitMs: waitMicros === null ? null : millisFromMicros(waitMicros),
    skewMs: skewMicros === null ? null : millisFromMicros(skewMicros),
    outcome,
    attempt,
    evidence,
  };
}

const wireCommit = ({ commit }: CommitDelivery): WireDelivery => ({
  group: commit.group,
  service: null,
  traceId: null,
  spanId: null,
  startedAt: rfc3339(commit.by),
  endedAt: null,
  waitMs: null,
  skewMs: null,
  outcome: 'unknown',
  attempt: 1,
  evidence: 'commit',
  ...(commit.after === null ? {} : { notBefore: rfc3339(commit.after) }),
});

/** @param traced whether spans came: without them work and waits are not known */
export const wireTime = (time: TimeSplit, traced: boolean): WireTimeSplit => ({
  processingMs: traced ? millisFromMicros(time.processing) : null,
  waitingMs: traced ? millisFromMicros(time.waiting) : null,
  retryDelayMs: traced ? millisFromMicros(time.retryDelay) : null,
  unaccountedMs: millisFromMicros(time.unaccounted),
  totalMs: millisFromMicros(time.total),
});

/** What is left out of the picture; null where it is whole. */
export function wireTruncated({ order, startOf: begins }: { order: readonly FlowRecord[]; startOf: (record: FlowRecord) => Micros }, shown: ReadonlySet<string>, notRead: number): Truncated | null {
  if (shown.size === order.length && notRead === 0) return null;
  const { from, to, ...counted } = leftOut(order.filter((record) => !shown.has(recordId(record))), notRead, begins);
  return { shown: shown.size, total: order.length + notRead, leftOut: { ...counted, services: [...counted.services], topics: [...counted.topics], from: from === null ? null : rfc3339(from), to: to === null ? null : rfc3339(to) } };
}

/** The spans among the records, in their order. `sharers`: in how many other flows each is shown. */
export function flowSpans(order: readonly FlowRecord[], cuts: ReadonlyMap<string, number>, sharers: ReadonlyMap<TracedSpan, number>): FlowSpan[] {
  const linkedFrom = new Map<string, Set<SpanRecord>>();
  for (const record of order) {
    if (!('span' in record)) continue;
    for (const link of record.span.span.links) {
      const from = linkedFrom.get(spanRefText(link));
      if (from === undefined) linkedFrom.set(spanRefText(link), new Set([record.span.span]));
      else from.add(record.span.span);
    }
  }
  const resources = new Map<Attributes, Record<string, unknown>>();
  const resourceOf = (resource: Attributes): Record<string, unknown> => {
    let wire = resources.get(resource);
    if (wire === undefined) resources.set(resource, (wire = wireAttributes(resource)));
    return wire;
  };
  return order.flatMap((record) => {
    if (!('span' in record)) return [];
    const { span } = record.span;
    return [
      {
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        service: span.service,
        name: span.name,
        kind: span.kind,
        startedAt: rfc3339(startOf(record)),
        durationMs: millisFromMicros(endOf(record) - startOf(record)),
        status: span.status,
        statusMessage: span.statusMessage,
        sharedWith: sharers.get(record.span) ?? 0,
        attributes: wireAttributes(span.attributes),
        resource: resourceOf(span.resource),
        events: span.events.map((event) => ({ name: event.name, at: rfc3339(microsFromNanos(event.timeNanos)), attributes: wireAttributes(event.attributes) })),
        links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
        droppedLinks: span.droppedLinks,
        linkedFrom: [...(linkedFrom.get(spanRefText(span)) ?? [])].map(({ traceId, spanId }) => ({ traceId, spanId })),
        ...wireCut(cuts, record),
      },
    ];
  });
}

function wireAttributes(attributes: Attributes): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  for (const name of Object.keys(attributes)) {
    // A name that an object has of itself is defined, not set.
    if (name === '__proto__') Object.defineProperty(wire, name, { value: wireValue(attributes[name]!), enumerable: true });
    else wire[name] = wireValue(attributes[name]!);
  }
  return wire;
}

/** 64-bit integers as their digits, bytes as base64. */
function wireValue(value: AttributeValue): unknown {
  if (Array.isArray(value)) return value.map((item: AttributeValue) => wireValue(item));
  if (typeof value !== 'object' || value === null) return value;
  if ('int' in value) return value.int;
  if ('bytes' in value) return value.bytes;
  return 'map' in value ? wireAttributes(value.map as Attributes) : value;
}
