import { readableText } from '#lib/core/readable-text.ts';

/** Bytes of a key that a flow shows: thousands of messages are sent at once, and a key may be a megabyte. The message itself has it whole. */
export const KEY_LIMIT = 512;

/** A message's key as text; bytes that are none as hex. `keyBytes` says how many there are where only the beginning is told. */
export function keyText(key: Uint8Array | null): { key: string | null; keyBytes?: number } {
  if (key === null) return { key: null };
  const isCut = key.length > KEY_LIMIT;
  const shown = isCut ? key.subarray(0, KEY_LIMIT) : key;
  const text = readableText(shown, isCut) ?? `0x${Buffer.from(shown).toString('hex')}`;
  return isCut ? { key: text, keyBytes: key.length } : { key: text };
}
