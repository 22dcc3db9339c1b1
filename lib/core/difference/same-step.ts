/** The same step in another flow: of one kind (topic and type; service and name), the one at the same turn. */
import type { RecordNode } from '#lib/core/timeline/records.ts';
import { eventId, spanId, timeOf, type EventInput, type SpanInput } from '#lib/core/timeline/input.ts';

export type Step = { readonly event: EventInput } | { readonly span: SpanInput };

interface StepsOf {
  readonly events: readonly EventInput[];
  readonly spans: readonly SpanInput[];
}

/** Null where the other flow has no such step. A step that came more often here than there is compared with its last turn there. */
export function sameStep(node: RecordNode, here: StepsOf, there: StepsOf): Step | null {
  return node.kind === 'event' ? same(node.event, here.events, there.events, isAlikeEvent, eventAt, nameOfEvent, (event) => ({ event })) : same(node.span, here.spans, there.spans, isAlikeSpan, spanAt, spanId, (span) => ({ span }));
}

function same<Item>(one: Item, here: readonly Item[], there: readonly Item[], isAlike: (a: Item, b: Item) => boolean, at: (item: Item) => number, name: (item: Item) => string, step: (item: Item) => Step): Step | null {
  const order = (items: readonly Item[]): Item[] => items.filter((each) => isAlike(each, one)).toSorted((a, b) => at(a) - at(b));
  const others = order(there);
  const turn = order(here).findIndex((each) => name(each) === name(one));
  const found = others[Math.min(Math.max(turn, 0), others.length - 1)];
  return found === undefined ? null : step(found);
}

const isAlikeEvent = (a: EventInput, b: EventInput): boolean => a.type === b.type && a.coordinates.topic === b.coordinates.topic && a.coordinates.source === b.coordinates.source;
const isAlikeSpan = (a: SpanInput, b: SpanInput): boolean => a.service === b.service && a.name === b.name && a.kind === b.kind;
const eventAt = (event: EventInput): number => timeOf(event.timestamp ?? event.observedAt) ?? 0;
const spanAt = (span: SpanInput): number => timeOf(span.startedAt) ?? 0;
const nameOfEvent = (event: EventInput): string => eventId(event.coordinates);
