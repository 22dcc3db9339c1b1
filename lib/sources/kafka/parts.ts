import { SPAN_TOPIC } from '#lib/sources/kafka/topics.ts';
import { eventOf, sizeOf } from '#lib/sources/kafka/events.ts';
import type { Part } from '#lib/sources/kafka/gatherer.ts';
import type { DecodeSpans } from '#lib/sources/kafka/options.ts';
import type { Reading } from '#lib/sources/kafka/readings.ts';
import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import type { Held } from '#lib/core/quarantine/held.ts';
import type { Quarantined } from '#lib/sources/source.ts';

/** What one fetch brought for one partition, up to but without `to`, ready to be appended. What was stored before is left out. */
export function partOf(source: string, reading: Reading, messages: readonly FetchedMessage[], to: bigint, decodeSpans: DecodeSpans | undefined): Part {
  const { topic, partition, incarnation, next } = reading;
  const place = { source, topic, incarnation, partition };
  const events: EventRecord[] = [];
  const spans: SpanRecord[] = [];
  const quarantined: Quarantined[] = [];
  let size = 0;
  let leftOut: bigint | null = null;
  const quarantine = (offset: bigint | string, reason: string, bytes: Uint8Array, held: Held): void => {
    quarantined.push({ source, origin: `${topic}/${partition}/${offset}`, reason, bytes, held });
  };
  for (const message of messages) {
    if (BigInt(message.offset) < next) continue;
    size += sizeOf(message);
    if (message.unreadable || (topic === SPAN_TOPIC && decodeSpans)) leftOut = BigInt(message.offset);
    if (message.unreadable) {
      const { first, reason, bytes: batch } = message.unreadable;
      const what = first > BigInt(message.offset) ? 'the batch is damaged behind its last message' : `offsets ${first} to ${message.offset} cannot be read`;
      quarantine(first, `${what}: ${reason}`, batch, { kind: 'batch', at: { ...place, offset: first }, last: BigInt(message.offset) });
    } else if (topic === SPAN_TOPIC && decodeSpans) {
      const value = message.value ?? new Uint8Array();
      try {
        const decoded = decodeSpans(value);
        spans.push(...decoded.spans);
        if (decoded.reasons.length > 0) quarantine(message.offset, `some of its spans cannot be read: ${decoded.reasons.join('; ')}`, value, { kind: 'spans' });
      } catch (error) {
        quarantine(message.offset, `not spans: ${error instanceof Error ? error.message : String(error)}`, value, { kind: 'spans' });
      }
    } else {
      events.push(eventOf(message, place));
    }
  }
  return { slice: { topic, partition, incarnation, from: next, to, events, ...(leftOut === null ? {} : { leftOut }) }, spans, quarantined, bytes: size };
}
