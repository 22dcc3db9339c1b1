const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Null where the bytes are not UTF-8. A byte order mark is dropped. */
export function textFromBytes(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null; // the decoder's only way to say "not UTF-8"
  }
}
