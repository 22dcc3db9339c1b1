import type { z } from 'zod';
import type { EventHeader } from '#lib/contracts/flows.ts';
import { integerFromBytes } from '#lib/core/conventions/bytes.ts';
import type { Header } from '#lib/core/record.ts';
import { readableText } from '#lib/core/readable-text.ts';

/** In bytes; the rest of a longer value is not shown. */
const LONGEST_SHOWN = 64 * 1024;

/**
 * Spring Kafka writes these as big-endian integers; the timestamps of retry topics as few bytes as hold them.
 * Source: KafkaHeaders and RetryTopicHeaders of spring-kafka 3.3.
 */
const INT32 = /^(kafka_(dlt|original)-(original-)?partition|retry_topic-attempts|kafka_deliveryAttempt)$/i;
const INT64 = /^(kafka_(dlt|original)-(original-)?(offset|timestamp)|retry_topic-(original|backoff)-timestamp)$/i;

type View = Omit<z.infer<typeof EventHeader>, 'meaning'>;

/** A header as people can read it: text, the number that a known name promises, else its bytes in hex. */
export function viewHeader({ name, value }: Header): View {
  if (value === null) return { name, value: null, encoding: 'utf8' };
  if (INT32.test(name) && value.length === 4) return { name, value: String(integerOf(value)), encoding: 'int32', hex: hexOf(value) };
  if (INT64.test(name) && value.length > 0 && value.length <= 8 && !isDigits(value)) return { name, value: String(integerOf(value)), encoding: 'int64', hex: hexOf(value) };
  const shown = value.subarray(0, LONGEST_SHOWN);
  const text = readableText(shown, shown.length < value.length);
  if (text !== null) return { name, value: text, encoding: 'utf8' };
  return { name, value: hexOf(shown), encoding: 'hex' };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Four bytes that are all digits are text for every reader of conventions, so they are here. */
const isDigits = (value: Uint8Array): boolean => value.every((byte) => byte >= 0x30 && byte <= 0x39);

function integerOf(value: Uint8Array): bigint {
  const read = integerFromBytes(value);
  if (read !== null) return read;
  let bits = 0n;
  for (const byte of value) bits = (bits << 8n) | BigInt(byte);
  return BigInt.asIntN(value.length * 8, bits);
}
