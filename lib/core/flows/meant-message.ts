/**
 * Coordinates as spans and dead letters write them name no cluster and no incarnation of the topic: several messages may stand there.
 * It is the last one that was written before the record that names it; by this much later, where clocks differ.
 */
import { messageKey } from '#lib/core/flows/keys.ts';
import { recordId } from '#lib/core/flows/records.ts';
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import type { MessageRef } from '#lib/core/conventions/reading.ts';
import { microsFromNanos } from '#lib/core/time.ts';

const CLOCK_TOLERANCE_MICROS = 300_000_000;

/** Of the events at the coordinates, the one that a span means; undefined where there are none. */
export const messageOfSpan = (candidates: readonly KnownEvent[], { span }: TracedSpan): KnownEvent | undefined => lastBefore(candidates, microsFromNanos(span.startNanos));

/** Of the events at the coordinates that a copy names as its origin, the one that it is a copy of: of its own cluster, where that has one. */
export function messageOfCopy(candidates: readonly KnownEvent[], copy: KnownEvent): KnownEvent | undefined {
  const own = candidates.filter((event) => event.at.source === copy.at.source);
  return lastBefore(own.length > 0 ? own : candidates, timeOf(copy));
}

/** All that these spans mean by the message's coordinates. */
export function messagesOfSpans(candidates: readonly KnownEvent[], spans: readonly TracedSpan[], message: MessageRef): readonly KnownEvent[] {
  if (candidates.length < 2) return candidates;
  const key = messageKey(message);
  const naming = spans.filter(({ reading }) => [reading.message, ...reading.linkMessages].some((named) => named !== null && messageKey(named) === key));
  return [...new Set(naming.flatMap((span) => messageOfSpan(candidates, span) ?? []))];
}

function lastBefore(candidates: readonly KnownEvent[], at: number): KnownEvent | undefined {
  if (candidates.length < 2) return candidates[0];
  const byTime = candidates.toSorted((a, b) => timeOf(a) - timeOf(b) || (recordId({ event: a }) < recordId({ event: b }) ? -1 : 1));
  return byTime.findLast((event) => timeOf(event) <= at + CLOCK_TOLERANCE_MICROS) ?? byTime[0];
}

const timeOf = (event: KnownEvent): number => event.timestamp ?? event.observedAt;
