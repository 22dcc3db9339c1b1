import { brand } from '#lib/core/brand.ts';
import type { EventRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';

/** The last millisecond whose microseconds are an exact integer: in the year 2255. */
const MAX_MILLIS = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

/** A message as a record. A timestamp that cannot be one (Kafka's -1, or beyond the year 2255) is told as none. */
export function eventOf(message: FetchedMessage, place: { readonly source: string; readonly topic: string; readonly incarnation: number; readonly partition: number }): EventRecord {
  const millis = Number(message.timestamp);
  const known = millis >= 0 && millis <= MAX_MILLIS;
  const { source, topic, incarnation, partition } = place;
  return {
    at: { source, topic, incarnation, partition, offset: BigInt(message.offset) },
    timestamp: known ? brand<Micros>(millis * 1000) : null,
    timestampType: known ? message.timestampType : 'none',
    key: message.key,
    headers: message.rawHeaders,
    value: message.value,
  };
}

/** Bytes that a message holds in memory, roughly. */
export function sizeOf(message: FetchedMessage): number {
  let size = (message.key?.length ?? 0) + (message.value?.length ?? 0) + (message.unreadable?.bytes.length ?? 0);
  for (const header of message.rawHeaders) size += header.name.length + (header.value?.length ?? 0);
  return size;
}
