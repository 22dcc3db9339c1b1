/** Facts in memory, to test identity without a database: what the store's reading gives, from plain lists. */
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { Correlation, type Component } from '#lib/core/flows/correlate.ts';
import { isTraceRole, messageKey } from '#lib/core/flows/keys.ts';
import { eventPostings, tracePostings } from '#lib/core/flows/postings.ts';
import { World, type KnownEvent, type PostedRef } from '#lib/core/flows/world.ts';
import { coordinatesText } from '#lib/core/ids.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { microsFromMillis } from '#lib/core/time.ts';

const OBSERVED_AT = microsFromMillis(Date.UTC(2026, 0, 31, 11));

/** All components of these records. */
export function componentsOf(events: readonly EventRecord[], spans: readonly SpanRecord[]): Component[] {
  const known: KnownEvent[] = events.map((record) => ({
    ref: coordinatesText(record.at),
    at: record.at,
    timestamp: record.timestamp,
    timestampType: record.timestampType,
    observedAt: OBSERVED_AT,
    size: record.value?.length ?? null,
    reading: readEvent(record),
  }));
  const traces = Map.groupBy(spans, (span) => span.traceId);
  const postings = new Map<bigint, PostedRef[]>();
  const post = (hash: bigint, ref: PostedRef): void => void postings.set(hash, [...(postings.get(hash) ?? []), ref]);
  for (const event of known) for (const { hash, role } of eventPostings(event.reading)) post(hash, { role, event: event.ref });
  for (const [trace, own] of traces) {
    for (const { hash, role } of tracePostings(own, own.map((span) => readSpan(span)))) if (isTraceRole(role)) post(hash, { role, trace });
  }
  const world = new World();
  const correlation = new Correlation(world);
  correlation.seed({ events: known.map(({ ref }) => ref), traces: traces.keys(), segments: [] });
  for (;;) {
    correlation.run();
    const needs = world.takeNeeds();
    if (needs === null) return correlation.components();
    for (const ref of needs.events) world.addEvent(ref, known.find((event) => event.ref === ref) ?? null);
    for (const message of needs.messages) world.addEventsAt(message, known.filter((event) => messageKey(event.at) === messageKey(message)));
    for (const traceId of needs.traces) {
      world.addTrace({ traceId, spans: (traces.get(traceId) ?? []).map((span) => ({ span, reading: readSpan(span) })), observedAt: traces.has(traceId) ? OBSERVED_AT : null });
    }
    for (const hash of needs.hashes) world.addPostings(hash, postings.get(hash) ?? []);
  }
}

/** Components as sorted names of their records, `~` before what is shared: what tests compare. */
export function named(components: readonly Component[]): string[][] {
  return components
    .map(({ events, segments, shared }) =>
      [
        ...events.map((event) => `${event.at.topic}/${event.at.offset}`),
        ...segments.flatMap((segment) => segment.spans.map(({ span }) => span.name)),
        ...shared.flatMap((segment) => segment.spans.map(({ span }) => `~${span.name}`)),
      ].toSorted(),
    )
    .toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
}
