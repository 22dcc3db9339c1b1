/**
 * Coordinates as spans and dead letters write them name no cluster and no incarnation of the topic: several messages may stand there.
 * It is the last one that was written before the record that names it; by this much later, where clocks differ.
 */
import { append } from '#lib/core/append.ts';
import { messageKey } from '#lib/core/flows/keys.ts';
import { recordId } from '#lib/core/flows/records.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { spanRefText } from '#lib/core/ids.ts';
import { microsFromNanos } from '#lib/core/time.ts';

const CLOCK_TOLERANCE_MICROS = 300_000_000;

/** Of the events at the coordinates, the one that a span means: of those that its parent or one of its links sent, where there are such. Undefined where there are none. */
export function messageOfSpan(candidates: readonly KnownEvent[], { span }: TracedSpan): KnownEvent | undefined {
  if (candidates.length < 2) return candidates[0];
  const senders = new Set(span.links.map(spanRefText));
  if (span.parentSpanId !== null) senders.add(spanRefText({ traceId: span.traceId, spanId: span.parentSpanId }));
  const sent = candidates.filter(({ reading }) => reading.trace?.ref && senders.has(spanRefText(reading.trace.ref)));
  return lastBefore(sent.length > 0 ? sent : candidates, microsFromNanos(span.startNanos));
}

/** Of the events at the coordinates that a copy names as its origin, the one that it is a copy of: of its own cluster, where that has one. */
export function messageOfCopy(candidates: readonly KnownEvent[], copy: KnownEvent): KnownEvent | undefined {
  const own = candidates.filter((event) => event.at.source === copy.at.source);
  return lastBefore(own.length > 0 ? own : candidates, timeOf(copy));
}

/** By a message's key the spans that name its coordinates, themselves or in a link. */
export function spansByMessage(spans: readonly TracedSpan[]): ReadonlyMap<string, readonly TracedSpan[]> {
  const naming = new Map<string, TracedSpan[]>();
  for (const span of spans) {
    const named = [span.reading.message, ...span.reading.linkMessages].flatMap((message) => (message === null ? [] : [messageKey(message)]));
    for (const key of new Set(named)) append(naming, key, span);
  }
  return naming;
}

/** All that the spans which name the message's coordinates mean by them. */
export function messagesOfSpans(candidates: readonly KnownEvent[], naming: readonly TracedSpan[]): readonly KnownEvent[] {
  return [...new Set(naming.flatMap((span) => messageOfSpan(candidates, span) ?? []))];
}

function lastBefore(candidates: readonly KnownEvent[], at: number): KnownEvent | undefined {
  if (candidates.length < 2) return candidates[0];
  const byTime = candidates.toSorted((a, b) => timeOf(a) - timeOf(b) || (recordId({ event: a }) < recordId({ event: b }) ? -1 : 1));
  return byTime.findLast((event) => timeOf(event) <= at + CLOCK_TOLERANCE_MICROS) ?? byTime[0];
}

const timeOf = (event: KnownEvent): number => event.timestamp ?? event.observedAt;
