/** Pictures of sketched records, and how tests name what is in them. */
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { assembleFlow, type AssembledFlow } from '#lib/core/flows/assemble.ts';
import type { FlowContext } from '#lib/core/flows/context.ts';
import { distinctSpans } from '#lib/core/flows/span-tree.ts';
import type { FlowRecord, FlowRecords } from '#lib/core/flows/records.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { coordinatesText } from '#lib/core/ids.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { microsFromMillis } from '#lib/core/time.ts';

/** A day after the sketches' start. */
export const LATER = microsFromMillis(Date.UTC(2026, 1, 1, 10));

export const knownEvent = (record: EventRecord): KnownEvent => ({
  ref: coordinatesText(record.at),
  at: record.at,
  timestamp: record.timestamp,
  timestampType: record.timestampType,
  observedAt: microsFromMillis(Date.UTC(2026, 0, 31, 11)),
  size: record.value?.length ?? null,
  key: record.key,
  reading: readEvent(record),
});

/** @param shared names of spans that other flows show too */
export function flowOf(events: readonly EventRecord[], spans: readonly SpanRecord[], shared: readonly string[] = []): FlowRecords {
  const traced = distinctSpans(spans.map((span) => ({ span, reading: readSpan(span) })));
  return { events: events.map(knownEvent), spans: traced, shared: new Set(traced.filter(({ span }) => shared.includes(span.name))) };
}

/** One flow of all these records, a day later unless the context says otherwise. */
export const assembled = (events: readonly EventRecord[], spans: readonly SpanRecord[], context: Partial<FlowContext> = {}, shared: readonly string[] = []): AssembledFlow =>
  assembleFlow(flowOf(events, spans, shared), { now: LATER, ...context });

/** `orders/7` for an event, its name for a span. */
export const named = (record: FlowRecord): string => ('event' in record ? `${record.event.at.topic}/${record.event.at.offset}` : record.span.span.name);

/** `orders/7 deliver stock: coordinates`, with the wait in milliseconds where it is known. */
export const hopTexts = ({ hops }: Pick<AssembledFlow, 'hops'>): string[] =>
  hops.map(({ from, to, kind, evidence, waitMicros }) => `${named(from)} ${kind} ${named(to)}: ${evidence}${waitMicros === null ? '' : `, ${waitMicros / 1000} ms`}`).toSorted();

export const findingTexts = ({ findings }: Pick<AssembledFlow, 'findings'>): string[] => findings.map(({ kind, message }) => `${kind}: ${message}`);
