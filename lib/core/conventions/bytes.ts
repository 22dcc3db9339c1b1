/** What the bytes of a header or a key may mean. */
import { textFromBytes } from '#lib/core/utf8.ts';

/** Standard base64 of UTF-8 text; null where it is either not, or empty. */
export function textFromBase64(base64: string): string | null {
  const bytes = bytesFromBase64(base64);
  return bytes === null || bytes.length === 0 ? null : textFromBytes(bytes);
}

/** Null where the text is not base64 of the standard alphabet. Padding may be missing. */
export function bytesFromBase64(base64: string): Uint8Array | null {
  const bare = base64.replace(/={1,2}$/, '');
  return /^[A-Za-z0-9+/]*$/.test(bare) && bare.length % 4 !== 1 ? Buffer.from(bare, 'base64') : null;
}

/**
 * A whole number written as decimal text, or as Java's big-endian int32 or int64; a `BigInteger` takes as few bytes as hold it.
 * Digits are tried first: four bytes that are all ASCII digits are text, for as int32 they would be over 800 million.
 */
export function integerFromBytes(bytes: Uint8Array, width: '4 or 8 bytes' | 'as few as hold it' = '4 or 8 bytes'): bigint | null {
  if (bytes.length === 0 || bytes.length > 20) return null;
  const text = textFromBytes(bytes);
  if (text !== null && /^-?\d{1,19}$/.test(text)) return BigInt(text);
  if (width === '4 or 8 bytes' ? bytes.length !== 4 && bytes.length !== 8 : bytes.length > 8) return null;
  if (text !== null && /^[\x20-\x7e]+$/.test(text)) return null; // a word, not a number
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** A UUID written as its 16 bytes, as Spring Kafka's `CorrelationKey` is; null where the bytes are text, or no UUID of a known version. */
export function uuidFromBytes(bytes: Uint8Array): string | null {
  const [version = 0, variant = 0] = [bytes[6], bytes[8]];
  if (bytes.length !== 16 || version >> 4 < 1 || version >> 4 > 8 || variant >> 6 !== 0b10 || textFromBytes(bytes) !== null) return null;
  return Buffer.from(bytes).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
