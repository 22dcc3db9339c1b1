/** What of a message's bytes people can read: one answer for the server, which reads what is kept, and the browser, which reads what a broker has. */
import { textFromBytes } from '#lib/core/utf8.ts';

/**
 * UTF-8 that people can read: null where the bytes are something else, or hold control characters, NUL first of all.
 * `cut`: the bytes are the beginning of more, and the last character may be a part of one.
 */
export function readableText(bytes: Uint8Array, cut: boolean): string | null {
  const text = textFromBytes(cut ? bytes.subarray(0, wholeCharacters(bytes)) : bytes);
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return text === null || /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text) ? null : text;
}

/** A zero byte and a schema id of four bytes, big endian. Source: Confluent's wire format. */
const FRAME_BYTES = 5;

/** JSON behind Confluent's framing; null for what else is framed so, which stays bytes. */
export function jsonBehindSchemaId(bytes: Uint8Array, cut: boolean): { readonly text: string; readonly schemaId: number } | null {
  if (bytes[0] !== 0 || bytes.length <= FRAME_BYTES) return null;
  const text = readableText(bytes.subarray(FRAME_BYTES), cut);
  if (text === null || !/^\s*[[{]/.test(text)) return null;
  return { text, schemaId: new DataView(bytes.buffer, bytes.byteOffset, FRAME_BYTES).getUint32(1) };
}

/** How many of the bytes end at a whole character: at most three are left over. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue; // inside a character
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
