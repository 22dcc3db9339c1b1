import { upstreamOf } from '#lib/core/flows/segment.ts';
import { messageKey } from '#lib/core/flows/keys.ts';
import { recordId, startOf, type FlowRecords, type RecordIndex } from '#lib/core/flows/records.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { Evidence } from '#lib/core/flows/vocabulary.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

/** One event handed to one consumer's span. */
export interface Delivery {
  readonly event: KnownEvent;
  readonly span: TracedSpan;
  readonly evidence: Evidence;
  /** Start of the span minus the broker's timestamp; never negative, null without a timestamp. */
  readonly waitMicros: number | null;
  /** By how much the consumer seems to have begun before the message was written; 0 where it did not. */
  readonly skewMicros: number;
  /** The event's own attempt, or how often this group was handed it, whichever is more. */
  readonly attempt: number;
}

/** Who was handed which event, by the strongest evidence: coordinates, then a link, then a parent that is the sender. */
export function findDeliveries(records: FlowRecords, index: RecordIndex): Delivery[] {
  const byMessage = new Map<string, KnownEvent>();
  for (const event of records.events) byMessage.set(messageKey(event.at), event);
  const found: { event: KnownEvent; span: TracedSpan; evidence: Evidence }[] = [];
  for (const traced of records.spans) {
    const before = found.length;
    const seen = new Set<KnownEvent>();
    const add = (event: KnownEvent, evidence: Evidence): void => {
      if (seen.has(event)) return;
      seen.add(event);
      found.push({ event, span: traced, evidence });
    };
    if (traced.span.kind !== 'consumer' && traced.reading.operation !== 'receive' && traced.reading.operation !== 'process') continue;
    for (const upstream of upstreamOf(traced)) {
      const named = upstream.message === null ? undefined : byMessage.get(messageKey(upstream.message));
      if (named !== undefined) add(named, 'coordinates');
      else if (upstream.span !== null && upstream.message === null) for (const event of onlyOne(index.sentBy(upstream.span), traced)) add(event, 'span-link');
    }
    const { parentSpanId, traceId } = traced.span;
    if (found.length === before && parentSpanId !== null && traced.reading.message === null) {
      for (const event of onlyOne(index.sentBy({ traceId, spanId: parentSpanId }), traced)) add(event, 'span-parent');
    }
  }
  return numbered(found);
}

/**
 * The one message that a sender wrote to the topic that the consumer says it read, where it says it.
 * Of several nothing says which it was: all of them would be deliveries, and retries, that never were.
 */
function onlyOne(events: readonly KnownEvent[], { reading }: TracedSpan): readonly KnownEvent[] {
  const onTopic = reading.topic === null ? events : events.filter((event) => event.at.topic === reading.topic);
  return onTopic.length === 1 ? onTopic : [];
}

function numbered(found: readonly { event: KnownEvent; span: TracedSpan; evidence: Evidence }[]): Delivery[] {
  const times = new Map<string, number>();
  return found
    .toSorted((a, b) => startOf({ span: a.span }) - startOf({ span: b.span }) || (a.span.span.spanId < b.span.span.spanId ? -1 : 1))
    .map(({ event, span, evidence }) => {
      const consumer = `${recordId({ event })} ${span.reading.group ?? span.span.service} ${span.reading.operation === 'receive' ? 'receive' : 'process'}`;
      const time = (times.get(consumer) ?? 0) + 1;
      times.set(consumer, time);
      const wait = event.timestamp === null ? null : startOf({ span }) - event.timestamp;
      return {
        event,
        span,
        evidence,
        waitMicros: wait === null ? null : Math.max(0, wait),
        skewMicros: wait === null ? 0 : Math.max(0, -wait),
        attempt: Math.max(event.reading.attempt, time),
      };
    });
}
