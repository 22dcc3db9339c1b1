/**
 * Headers as one byte string: a version byte, then for each header its name's length and UTF-8 bytes, then its value's length plus one
 * (0 says that the value is null) and its raw bytes. Lengths are unsigned LEB128. Order and repeats are kept.
 */
import type { Header } from '#lib/core/record.ts';

const VERSION = 1;
const NONE = new Uint8Array([VERSION]);

export function encodeHeaders(headers: readonly Header[]): Uint8Array {
  if (headers.length === 0) return NONE;
  const names = headers.map(({ name }) => Buffer.from(name, 'utf8'));
  const size = headers.reduce((sum, { value }, index) => sum + 10 + (names[index]?.length ?? 0) + (value?.length ?? 0), 1);
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = VERSION;
  let at = 1;
  for (const [index, { value }] of headers.entries()) {
    const name = names[index] ?? Buffer.alloc(0);
    at = writeLength(bytes, at, name.length);
    bytes.set(name, at);
    at = writeLength(bytes, at + name.length, value === null ? 0 : value.length + 1);
    if (value !== null) {
      bytes.set(value, at);
      at += value.length;
    }
  }
  return bytes.subarray(0, at);
}

/** Throws a RangeError on bytes that `encodeHeaders` did not write. Values share the memory of `bytes`. */
export function decodeHeaders(bytes: Uint8Array): Header[] {
  if (bytes[0] !== VERSION) throw new RangeError(`Headers of an unknown version: ${bytes[0]}`);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headers: Header[] = [];
  let at = 1;
  const take = (length: number): Buffer => {
    if (at + length > view.length) throw new RangeError('Headers end in the middle of one');
    at += length;
    return view.subarray(at - length, at);
  };
  const length = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = take(1)[0] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 35) throw new RangeError('A length in the headers has no end');
    }
  };
  while (at < view.length) {
    const name = take(length()).toString('utf8');
    const size = length();
    headers.push({ name, value: size === 0 ? null : take(size - 1) });
  }
  return headers;
}

function writeLength(bytes: Buffer, at: number, length: number): number {
  let rest = length;
  let next = at;
  while (rest > 127) {
    bytes[next] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
    next += 1;
  }
  bytes[next] = rest;
  return next + 1;
}
