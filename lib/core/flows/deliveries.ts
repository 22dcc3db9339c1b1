import { isBackedOff } from '#lib/core/flows/backed-off.ts';
import type { Copies } from '#lib/core/flows/copies.ts';
import { upstreamOf } from '#lib/core/flows/segment.ts';
import { messageKey } from '#lib/core/flows/keys.ts';
import { messageOfSpan } from '#lib/core/flows/meant-message.ts';
import { recordId, startOf, type FlowRecords, type RecordIndex } from '#lib/core/flows/records.ts';
import { isReader, isReceive } from '#lib/core/flows/span-roles.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { Evidence } from '#lib/core/flows/vocabulary.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { spanRefText } from '#lib/core/ids.ts';

/** One event handed to one consumer's span. How long it waited is told by its hop: clocks must be known for it. */
export interface Delivery {
  readonly event: KnownEvent;
  readonly span: TracedSpan;
  readonly evidence: Evidence;
  /** Of this message by this reader, the copies on retry topics included: 1 is the first. */
  readonly attempt: number;
  /** The delivery before of the same attempt chain, of this event or of the one that it is a copy of. */
  readonly after: Delivery | null;
  /** The message was put back because it was not yet due: nobody handled it, and it is no attempt. */
  readonly backedOff: boolean;
}

interface Handed {
  readonly event: KnownEvent;
  readonly span: TracedSpan;
  readonly evidence: Evidence;
}

/** Who was handed which event, by the strongest evidence: coordinates, then a link, then a parent that is the sender. */
export function findDeliveries(records: FlowRecords, index: RecordIndex, copies: Copies): Delivery[] {
  const readers = records.spans.filter(isReader);
  if (readers.length === 0) return [];
  const byMessage = Map.groupBy(records.events, (event) => messageKey(event.at));
  const sentBy = (span: Parameters<RecordIndex['sentBy']>[0], reader: TracedSpan): readonly KnownEvent[] =>
    onlyOne(index.sentBy(span).filter((event) => !copies.hasForeignTrace(event)), reader);
  const found: Handed[] = [];
  for (const traced of readers) {
    const before = found.length;
    const seen = new Set<KnownEvent>();
    const add = (event: KnownEvent, evidence: Evidence): void => {
      if (seen.has(event)) return;
      seen.add(event);
      found.push({ event, span: traced, evidence });
    };
    for (const upstream of upstreamOf(traced)) {
      const named = upstream.message === null ? undefined : messageOfSpan(byMessage.get(messageKey(upstream.message)) ?? [], traced);
      if (named !== undefined) add(named, 'coordinates');
      else if (upstream.span !== null && upstream.message === null) for (const event of sentBy(upstream.span, traced)) add(event, 'span-link');
    }
    const { parentSpanId, traceId } = traced.span;
    if (found.length === before && parentSpanId !== null && traced.reading.message === null) {
      for (const event of sentBy({ traceId, spanId: parentSpanId }, traced)) add(event, 'span-parent');
    }
  }
  return numbered(found, index, copies);
}

/**
 * The one message that a sender wrote to the topic that the consumer says it read, where it says it.
 * Of several nothing says which it was: all of them would be deliveries, and retries, that never were.
 */
function onlyOne(events: readonly KnownEvent[], { reading }: TracedSpan): readonly KnownEvent[] {
  const onTopic = reading.topic === null ? events : events.filter((event) => event.at.topic === reading.topic);
  return onTopic.length === 1 ? onTopic : [];
}

/** Each retry topic has a group of its own, so the chain of attempts over several topics is one service's. */
function numbered(found: readonly Handed[], index: RecordIndex, copies: Copies): Delivery[] {
  const handedBySpan = Map.groupBy(found, ({ span }) => span);
  const last = new Map<string, Delivery>();
  const chainOf = (event: KnownEvent, reader: string): string => `${recordId({ event })} ${reader}`;
  return found.toSorted(byTime).flatMap((handed): Delivery[] => {
    const { event, span } = handed;
    const reader = `${span.span.service} ${isReceive(span) ? 'receive' : `process ${span.reading.group ?? ''}`}`;
    const backedOff = isBackedOff(span.span);
    if (!isReceive(span) && isNested(handed, handedBySpan, index)) return [];
    const known = last.get(chainOf(event, reader));
    const before = known ?? (isReceive(span) ? undefined : lastOfOrigin(event, span.span.service, last, copies));
    const delivery: Delivery = { ...handed, attempt: Math.max(event.reading.role === 'dead-letter' ? 1 : event.reading.attempt, (before?.attempt ?? 0) + (backedOff ? 0 : 1)), after: before ?? null, backedOff };
    if (!backedOff) {
      last.set(chainOf(event, reader), delivery);
      if (!isReceive(span)) last.set(chainOf(event, span.span.service), delivery);
    }
    return [delivery];
  });
}

/** The last attempt on the message that this one is a retry of. A replay begins anew. */
function lastOfOrigin(event: KnownEvent, service: string, last: ReadonlyMap<string, Delivery>, copies: Copies): Delivery | undefined {
  const seen = new Set<KnownEvent>();
  for (let copy = copies.from(event); copy?.kind === 'retry' && !seen.has(copy.event); copy = copies.from(copy.event)) {
    seen.add(copy.event);
    const delivery = last.get(`${recordId(copy)} ${service}`);
    if (delivery !== undefined) return delivery;
  }
  return undefined;
}

/** Frameworks nest: a client's process span above the listener's. Both were handed the message once, and the outer one counts. */
function isNested({ event, span: inner }: Handed, handedBySpan: ReadonlyMap<TracedSpan, readonly Handed[]>, index: RecordIndex): boolean {
  const seen = new Set<string>();
  let { traceId, parentSpanId } = inner.span;
  while (parentSpanId !== null && seen.size < DEEPEST) {
    const parent = index.span({ traceId, spanId: parentSpanId });
    if (parent === undefined || parent === inner || parent.span.service !== inner.span.service || seen.has(spanRefText(parent.span))) return false;
    seen.add(spanRefText(parent.span));
    if (!isReceive(parent) && handedBySpan.get(parent)?.some((each) => each.event === event)) return true;
    ({ traceId, parentSpanId } = parent.span);
  }
  return false;
}

/** Between a client's span and the listener's are few others. */
const DEEPEST = 16;

function byTime(a: Handed, b: Handed): number {
  const difference = startOf({ span: a.span }) - startOf({ span: b.span });
  if (difference !== 0) return difference;
  const [left, right] = [`${recordId({ span: a.span })} ${recordId({ event: a.event })}`, `${recordId({ span: b.span })} ${recordId({ event: b.event })}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
