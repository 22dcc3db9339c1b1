import { brand } from '#lib/core/brand.ts';
import { integerFromBytes } from '#lib/core/conventions/bytes.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import type { Micros } from '#lib/core/time.ts';

const HEADER = 'retry_topic-backoff-timestamp';
/** A day in the year 9999: more is no time. In milliseconds. */
const LATEST = 253_402_300_799_999n;

/** Before this a retry is not handled. Spring Kafka writes milliseconds, as a `BigInteger` in as few bytes as hold it. */
export function readDueAt({ headers, note }: EventInput): Micros | null {
  const bytes = headers.lastBytes(HEADER);
  if (bytes === null) return null;
  const millis = integerFromBytes(bytes, 'as few as hold it');
  if (millis !== null && millis > 0n && millis <= LATEST) return brand<Micros>(Number(millis) * 1000);
  note(`header ${HEADER} is no time`);
  return null;
}
