/** What the flow list shows of a component, and the keys that find it. */
import { joinText } from '#lib/core/conventions/join-text.ts';
import type { Key, KeyKind } from '#lib/core/conventions/reading.ts';
import type { Component } from '#lib/core/flows/correlate.ts';
import { arrangeFlow } from '#lib/core/flows/arrange.ts';
import type { Delivery } from '#lib/core/flows/deliveries.ts';
import { isReceive } from '#lib/core/flows/span-roles.ts';
import { duplicatesOf } from '#lib/core/flows/findings/duplicate.ts';
import { textsOf } from '#lib/core/flows/event-texts.ts';
import { flowIdFromKey, segmentKey, traceKey, traceSpansKey } from '#lib/core/flows/keys.ts';
import type { FlowRecord } from '#lib/core/flows/records.ts';
import type { Segment } from '#lib/core/flows/segment.ts';
import { outlineOf, type Outline } from '#lib/core/flows/outline.ts';
import { firstOutcome, NOTHING_LEARNED, type Judging } from '#lib/core/flows/status.ts';
import type { FlowStatus } from '#lib/core/flows/vocabulary.ts';
import { searchText } from '#lib/core/flows/search-text.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { edgesOf, edgesOfShared, type FlowEdges } from '#lib/core/topology/edges.ts';
import { brand } from '#lib/core/brand.ts';
import type { FlowId, TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';

export interface SummaryKey {
  /** `record` names a record that has no key of its own, or a shared segment: people do not see it. */
  readonly kind: KeyKind | 'record';
  readonly name: string;
  readonly value: string;
  /** Hashed into the posting that finds it. */
  readonly text: string;
  /** One of the message ids of a flow that has other names, too: it finds the flow when it is given whole, and stands in no list and no text. */
  readonly unlisted?: true;
}

export interface FlowSegment {
  readonly trace: TraceId;
  readonly segment: string;
  readonly shared: boolean;
  /** Its span ids; null where it is the whole trace. */
  readonly spans: readonly string[] | null;
}

export interface Summary {
  readonly id: FlowId;
  readonly kind: string;
  readonly status: FlowStatus;
  readonly settlesAt: Micros | null;
  /** What its status depends on besides the clock. */
  readonly outline: Outline;
  /** The version of the baseline by which it is judged. */
  readonly baseline: number | null;
  readonly startedAt: Micros;
  readonly lastActivityAt: Micros;
  readonly observedAt: Micros;
  readonly entry: string;
  readonly services: readonly string[];
  readonly topics: readonly string[];
  readonly counts: { readonly events: number; readonly spans: number; readonly errors: number; readonly retries: number; readonly duplicates: number; readonly deadLetters: number };
  readonly keys: readonly SummaryKey[];
  /** Lower case, bounded. */
  readonly search: string;
  readonly events: readonly string[];
  readonly segments: readonly FlowSegment[];
  readonly edges: FlowEdges;
}

type IsHub = (text: string) => boolean;

export interface SummaryContext {
  /** When the last span of a trace arrived. */
  readonly observedAt: (trace: TraceId) => Micros | null;
  /** Whether a key names too many records to mean one action. */
  readonly isHub: IsHub;
  readonly now: Micros;
  readonly judging?: Judging;
}

export function summarise(component: Component, { observedAt: traceObservedAt, isHub, now, judging = NOTHING_LEARNED }: SummaryContext): Summary {
  const segments = [...component.segments, ...component.shared];
  const members = { events: component.events, spans: segments.flatMap((segment) => segment.spans), shared: new Set(component.shared.flatMap((segment) => segment.spans)) };
  const flowContext = { now, observedAt: traceObservedAt };
  const arranged = arrangeFlow(members, flowContext);
  const { records, deliveries, order, extent } = arranged;
  const observedAt = latest([...component.events.map((event) => event.observedAt), ...segments.flatMap((segment) => traceObservedAt(segment.traceId) ?? [])]);
  const keys = keysOf(component, isHub);
  const services = servicesOf(order);
  const topics = unique(order.flatMap((record) => ('event' in record ? [record.event.at.topic] : [])));
  const kind = kindOf(order);
  const outline = outlineOf(arranged, judging.compensations);
  const baseline = judging.baselineAt(kind, observedAt);
  return {
    id: flowIdFromKey(identityOf(component, isHub)),
    kind,
    ...firstOutcome(outline, { learned: baseline?.learned ?? null, observedAt, stallMicros: judging.stallMicros }),
    outline,
    baseline: baseline?.version ?? null,
    startedAt: extent.from,
    lastActivityAt: extent.to,
    observedAt,
    entry: entryOf(order),
    services,
    topics,
    counts: {
      events: component.events.length,
      spans: records.spans.length,
      errors: records.spans.filter(({ span }) => span.status === 'error').length,
      retries: retriesOf(component.events, deliveries),
      duplicates: duplicatesOf(component.events).reduce((sum, group) => sum + group.length - 1, 0),
      deadLetters: component.events.filter((event) => event.reading.role === 'dead-letter').length,
    },
    keys,
    search: searchText({ kind, keys, services, topics, records }),
    events: component.events.map((event) => event.ref).toSorted(),
    segments: segments.map(segmentRow).toSorted((a, b) => (`${a.trace}${a.segment}` < `${b.trace}${b.segment}` ? -1 : 1)),
    edges: {
      own: edgesOf(arranged),
      shared: component.shared.map((segment) => ({ traceId: segment.traceId, segment: segment.id, observedAt: traceObservedAt(segment.traceId) ?? observedAt, counts: edgesOfShared(segment, flowContext) })),
    },
  };
}

const latest = (times: readonly Micros[]): Micros => brand<Micros>(times.reduce((most, time) => Math.max(most, time), -Infinity));
const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** Services in the order in which they first appear. */
const servicesOf = (order: readonly FlowRecord[]): string[] => unique(order.flatMap((record) => ('span' in record ? [record.span.span.service] : [])));

/** The type of the first event; for a flow of spans alone the name of the first. */
function kindOf(order: readonly FlowRecord[]): string {
  const event = order.find((record) => 'event' in record);
  if (event !== undefined) return event.event.reading.type ?? event.event.at.topic;
  return entryOf(order);
}

function entryOf(order: readonly FlowRecord[]): string {
  const first = order[0];
  if (first === undefined) return '';
  return 'span' in first ? first.span.span.name : (first.event.reading.type ?? first.event.at.topic);
}

/** Events on retry topics, and deliveries beyond the first of an event to a group. */
function retriesOf(events: readonly KnownEvent[], deliveries: readonly Delivery[]): number {
  const again = deliveries.filter(({ event, after, backedOff }) => after?.event === event && !backedOff);
  const byConsumer = Map.groupBy(again, ({ event, span }) => `${event.ref} ${span.reading.group ?? span.span.service}`);
  // A poll and what it led to are handed the same.
  const repeats = [...byConsumer.values()].map((each) => {
    const polled = each.filter(({ span }) => isReceive(span)).length;
    return Math.max(polled, each.length - polled);
  });
  return events.filter((event) => event.reading.role === 'retry').length + repeats.reduce((sum, count) => sum + count, 0);
}

function keysOf(component: Component, isHub: IsHub): SummaryKey[] {
  const keys = new Map<string, SummaryKey>();
  const add = (kind: SummaryKey['kind'], value: string, text: string, name = ''): void => {
    const known = keys.get(text);
    const key: SummaryKey = { kind, name, value, text };
    // A value that only finds may be of several kinds: the one that says most, in whatever order they are met.
    if (known === undefined || rank(key) < rank(known)) keys.set(text, key);
  };
  const addKey = (key: Key): void => add(key.kind, key.value, key.join ?? `b:${key.name ?? ''}=${key.value}`, key.name);
  for (const event of component.events) {
    for (const key of event.reading.keys) {
      if (key.kind === 'trace') add('trace', key.value, traceKey(key.value));
      else addKey(key);
    }
    const { own, named } = textsOf(event);
    if (named.every((text) => text === own || isHub(text))) add('record', '', own);
  }
  for (const { traceId } of [...component.segments, ...component.shared]) {
    add('trace', traceId, traceKey(traceId));
    // The trace's key finds all that a hub trace sent, too.
    if (isHub(traceKey(traceId))) add('record', '', traceSpansKey(traceId));
  }
  for (const segment of component.segments) {
    for (const { reading } of segment.spans) for (const key of reading.keys) addKey(key);
    const text = segmentText(segment, isHub);
    if (text !== traceKey(segment.traceId) && [...segment.correlations, ...segment.messages].every(isHub)) add('record', '', text);
  }
  // A shared segment that nothing shows is found by what it says; where it is shown, its keys are not those of the flow.
  const isAlone = component.events.length + component.segments.length === 0;
  for (const segment of component.shared) {
    add('record', '', segmentKey(segment.traceId, segment.id));
    if (isAlone) for (const { reading } of segment.spans) for (const key of reading.keys) addKey(key);
  }
  return withUnlisted([...keys.values()].toSorted((a, b) => rank(a) - rank(b) || (a.text < b.text ? -1 : 1)), isHub);
}

/** There is one for every message, which nobody reads through, and of which nobody knows a part. */
function withUnlisted(keys: readonly SummaryKey[], isHub: IsHub): SummaryKey[] {
  const isNamed = keys.some(({ kind }) => kind !== 'message' && kind !== 'record');
  return keys.map((key) => (isNamed && key.kind === 'message' && key.text === joinText.message(key.value) && FOUND_WHOLE.test(key.value) && !isHub(key.text) ? { ...key, unlisted: true } : key));
}

/** What a search box gives as it was written. */
const FOUND_WHOLE = /^[\x21-\x7e]{1,200}$/;

const rank = (key: SummaryKey): number => ['correlation', 'business', 'message', 'trace', 'record'].indexOf(key.kind);

/** The smallest key that no other flow can have. */
function identityOf(component: Component, isHub: IsHub): string {
  const exclusive = ownTexts(component, isHub);
  const own = exclusive.length > 0 ? exclusive : component.shared.map((segment) => segmentKey(segment.traceId, segment.id));
  return own.reduce((least, text) => (text < least ? text : least));
}

/** Under these the flows are stored that held any of the component's records before. Of an event one will do: it is always stored with all its keys. */
export function storedUnder({ events, segments }: Component, isHub: IsHub): string[] {
  const ofEvents = events.map((event) => textsOf(event).named.findLast((text) => !isHub(text)) ?? textsOf(event).own);
  return [...new Set([...ofEvents, ...ownTexts({ events: [], segments, shared: [] }, isHub)])];
}

/** The texts that only one flow can have: of its own records, and of the keys by which they join. */
function ownTexts({ events, segments }: Component, isHub: IsHub): string[] {
  const texts = [...events.flatMap((event) => textsOf(event).named), ...segments.flatMap((segment) => [...segment.correlations, ...segment.messages, segmentText(segment, isHub)])];
  return texts.filter((text) => !isHub(text));
}

/** A trace that is a hub is named as one segment of itself: its id finds all that it sent. */
const segmentText = (segment: Segment, isHub: IsHub): string =>
  isWholeTrace(segment) && !isHub(traceKey(segment.traceId)) ? traceKey(segment.traceId) : segmentKey(segment.traceId, segment.id);

const isWholeTrace = (segment: Segment): boolean => segment.id === '' && !segment.shared;

const segmentRow = (segment: Segment): FlowSegment => ({
  trace: segment.traceId,
  segment: segment.id,
  shared: segment.shared,
  spans: isWholeTrace(segment) ? null : segment.spans.map(({ span }) => span.spanId),
});
