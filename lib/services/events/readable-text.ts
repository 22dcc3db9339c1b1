import { textFromBytes } from '#lib/core/conventions/bytes.ts';

/**
 * UTF-8 that people can read: null where the bytes are something else, or hold control characters, NUL first of all.
 * `cut`: the bytes are the beginning of more, and the last character may be a part of one.
 */
export function readableText(bytes: Uint8Array, cut: boolean): string | null {
  const text = textFromBytes(cut ? bytes.subarray(0, wholeCharacters(bytes)) : bytes);
  // eslint-disable-next-line no-control-regex
  return text === null || /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text) ? null : text;
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
