/** Reads quarantined bytes again, with the same code that could not read them before it was mended. */
import type { Held } from '#lib/core/quarantine/held.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import type { PushedEvent } from '#lib/sources/source.ts';
import { partOf } from '#lib/sources/kafka/parts.ts';
import { BATCH_OUTPUT_LIMIT, decodeRecordBatches } from '#lib/sources/kafka/records/record-batch.ts';
import { decodeKafkaSpans } from '#lib/sources/otlp/kafka-spans.ts';
import { decodeZipkin } from '#lib/sources/zipkin/spans.ts';

/** What is in them, with their coordinates where they have some; or why they still cannot be read. */
export type Reread =
  | { readonly reason: string }
  | { readonly events: readonly EventRecord[]; readonly pushed: readonly PushedEvent[]; readonly spans: readonly SpanRecord[]; /** Whether masking has seen them. */ readonly masked: boolean };

export async function readHeld(source: string, held: Held, bytes: Uint8Array): Promise<Reread> {
  const nothing = { events: [], pushed: [], spans: [], masked: true };
  switch (held.kind) {
    case 'batch':
      return readBatch(source, held, bytes);
    case 'spans':
      return readSpans(() => decodeKafkaSpans(bytes));
    case 'zipkin':
      return readSpans(() => ({ spans: decodeZipkin(bytes), reasons: [] }));
    case 'event':
      return { ...nothing, events: [held.record] };
    case 'pushed':
      return { ...nothing, pushed: [{ identity: held.identity, event: held.record }] };
    case 'span':
      // Written by the collector itself, from a record.
      return { ...nothing, spans: [JSON.parse(Buffer.from(bytes).toString('utf8')) as SpanRecord] };
  }
}

async function readBatch(source: string, { at, last }: Extract<Held, { kind: 'batch' }>, bytes: Uint8Array): Promise<Reread> {
  const all = await decodeRecordBatches(Buffer.from(bytes), { soft: BATCH_OUTPUT_LIMIT, hard: BATCH_OUTPUT_LIMIT });
  const messages = all.filter(({ offset, isControlRecord }) => BigInt(offset) >= at.offset && BigInt(offset) <= last && !isControlRecord);
  const { topic, partition, incarnation } = at;
  const { slice, spans, quarantined } = partOf(source, { topic, partition, incarnation, next: at.offset, reached: last + 1n }, messages, last + 1n, decodeKafkaSpans);
  const [first] = quarantined;
  if (first !== undefined) return { reason: first.reason };
  // Where it is damaged behind its last message nothing is missing.
  if (slice.events.length + spans.length === 0 && at.offset <= last) return { reason: 'it holds no message of those offsets' };
  return { events: slice.events, pushed: [], spans, masked: false };
}

function readSpans(decode: () => { readonly spans: readonly SpanRecord[]; readonly reasons: readonly string[] }): Reread {
  try {
    const { spans, reasons } = decode();
    if (reasons.length > 0) return { reason: `some of its spans cannot be read: ${reasons.join('; ')}` };
    if (spans.length === 0) return { reason: 'it holds no span' };
    return { events: [], pushed: [], spans, masked: false };
  } catch (error) {
    return { reason: `not spans: ${error instanceof Error ? error.message : String(error)}` };
  }
}
