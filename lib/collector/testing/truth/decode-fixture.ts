import type { Fixture } from '#e2e/recorders/fixture.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { eventOf } from '#lib/sources/kafka/events.ts';
import { decodeRecordBatches } from '#lib/sources/kafka/records/record-batch.ts';
import { decodeTracesJson } from '#lib/sources/otlp/json.ts';
import { decodeTracesProtobuf } from '#lib/sources/otlp/protobuf.ts';

export interface RecordedFacts {
  readonly events: readonly EventRecord[];
  /** Of each export. */
  readonly exports: readonly (readonly SpanRecord[])[];
}

const LIMIT = 64 * 1024 * 1024;

/** The records of a recording, read by the product's own decoders. Throws where something cannot be read: all of it was written by ordinary clients. */
export async function decodeFixture(fixture: Fixture): Promise<RecordedFacts> {
  const events: EventRecord[] = [];
  for (const { topic, partition, log } of fixture.partitions) {
    const messages = await decodeRecordBatches(Buffer.from(log, 'base64'), { soft: LIMIT, hard: LIMIT });
    for (const message of messages) {
      if (message.unreadable) throw new Error(`${fixture.name}: ${topic}/${partition}/${message.offset}: ${message.unreadable.reason}`);
      if (!message.isControlRecord) events.push(eventOf(message, { source: 'kafka', topic, incarnation: 0, partition }));
    }
  }
  const exports = fixture.exports.map(({ contentType, body }) => {
    const bytes = Buffer.from(body, 'base64');
    const { spans, rejected, reasons } = contentType === 'application/json' ? decodeTracesJson(bytes) : decodeTracesProtobuf(bytes);
    if (rejected > 0) throw new Error(`${fixture.name}: ${rejected} spans were refused: ${reasons.join(', ')}`);
    return spans;
  });
  return { events, exports };
}
