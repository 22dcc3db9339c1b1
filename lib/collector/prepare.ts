/** Reads out of records what the store keeps beside them: one batch of a source becomes one batch of facts. */
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { encodeReading } from '#lib/core/conventions/reading-json.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { eventPostings, tracePostings } from '#lib/core/flows/postings.ts';
import type { EventRecord, MaskedEvent, SpanRecord } from '#lib/core/record.ts';
import type { SourceBatch } from '#lib/sources/source.ts';
import type { ChunkFact, EventFact, FactBatch } from '#lib/store/facts.ts';

export function prepare(batch: SourceBatch, conventions: Conventions): FactBatch {
  return {
    source: batch.source,
    slices: (batch.slices ?? []).map((slice) => ({ ...slice, events: slice.events.map((record) => eventFact(record, conventions)) })),
    pushed: (batch.pushed ?? []).map(({ identity, event }) => ({ identity, event: eventFact(event, conventions) })),
    chunks: chunks(batch.spans ?? [], conventions),
    quarantined: batch.quarantined ?? [],
  };
}

export function eventFact(record: EventRecord, conventions: Conventions): EventFact {
  const reading = readEvent(record, conventions);
  const meta = encodeReading(record.masked === undefined ? reading : { ...reading, masking: noteOf(record.masked, record.value) });
  return { record, meta, type: reading.type, role: reading.role, postings: eventPostings(reading) };
}

/** What people are told of the masking. */
const noteOf = ({ payload, rules }: MaskedEvent, value: Uint8Array | null): EventReading['masking'] => ({
  payload: payload === null ? null : { state: payload.state, kept: value?.length ?? 0, digest: Buffer.from(payload.digest).toString('hex'), rules: payload.rules },
  rules,
});

function chunks(spans: readonly SpanRecord[], conventions: Conventions): ChunkFact[] {
  const byTrace = Map.groupBy(spans, (span) => span.traceId);
  return [...byTrace].map(([traceId, own]) => ({ traceId, spans: own, postings: tracePostings(own, own.map((span) => readSpan(span, conventions))) }));
}
