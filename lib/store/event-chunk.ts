/**
 * What messages of one batch consist of, several packed together: alike as they are, together they take a small part of the room.
 * Two byte strings in zstd. `heads`: of each message its key, headers, reading, and what is kept of its value. `values`: those bytes, one after
 * the other. So the rollup, which wants readings, never unpacks a value.
 */
import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { EventRecord } from '#lib/core/record.ts';
import { encodeHeaders } from '#lib/store/headers.ts';
import { PackedReader, PackedWriter } from '#lib/store/packed-bytes.ts';

export interface EventBody {
  readonly key: Uint8Array | null;
  /** See lib/store/headers.ts */
  readonly headers: Uint8Array;
  /** See lib/core/conventions/reading-json.ts */
  readonly meta: Uint8Array;
  /** Of the whole value, where only its beginning is kept. */
  readonly sha256: Uint8Array | null;
  /** Up to the payload limit; null is a tombstone. */
  readonly value: Uint8Array | null;
}

export interface EventHead extends Omit<EventBody, 'value'> {
  /** Bytes that are kept of the value; null for a tombstone. */
  readonly kept: number | null;
  /** Where they begin in the values of the chunk. */
  readonly from: number;
}

/** One that is read has its whole chunk unpacked: 64 take 0.1 ms, and half of the room that 16 a chunk would take for each. */
const MOST_EVENTS = 64;
/** A message that is larger is a chunk of its own. */
const MOST_BYTES = 64 * 1024;
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A message has at most 20 MiB of headers and 64 MiB of value, however little is kept of it by default. */
const LARGEST = 256 * 1024 * 1024;

/** The body of a record as it is kept. Of a masked value the hash is that of the original, and a keyed one. */
export function bodyOf({ key, headers, value, masked }: EventRecord, meta: Uint8Array, payloadLimit: number): EventBody {
  const whole = value === null || value.length <= payloadLimit;
  return {
    key, meta,
    headers: encodeHeaders(headers),
    sha256: whole ? null : (masked?.payload?.digest ?? createHash('sha256').update(value).digest()),
    value: whole ? value : value.subarray(0, payloadLimit),
  };
}

/** How many of these, from the first on, go into one chunk. */
export function chunkSize(bodies: readonly EventBody[], from: number): number {
  let bytes = 0;
  let size = 0;
  for (; size < MOST_EVENTS && from + size < bodies.length; size += 1) {
    const body = bodies[from + size];
    bytes += (body?.key?.length ?? 0) + (body?.headers.length ?? 0) + (body?.meta.length ?? 0) + (body?.value?.length ?? 0);
    if (bytes > MOST_BYTES && size > 0) break;
  }
  return size;
}

export interface EncodedEvents {
  readonly heads: Uint8Array;
  readonly values: Uint8Array;
}

export function encodeEvents(bodies: readonly EventBody[]): EncodedEvents {
  const heads = new PackedWriter();
  for (const { key, headers, meta, sha256, value } of bodies) {
    heads.optional(key);
    heads.bytes(headers);
    heads.bytes(meta);
    heads.optional(sha256);
    heads.number(value === null ? 0 : value.length + 1);
  }
  return { heads: zstdCompressSync(heads.end(), ZSTD), values: zstdCompressSync(Buffer.concat(bodies.flatMap(({ value }) => value ?? [])), ZSTD) };
}

/** In their order. Throws on bytes that `encodeEvents` did not write. */
export function decodeHeads(heads: Uint8Array): EventHead[] {
  const reader = new PackedReader(zstdDecompressSync(heads, { maxOutputLength: LARGEST }));
  const decoded: EventHead[] = [];
  for (let from = 0; !reader.done; ) {
    const [key, headers, meta, sha256, size] = [reader.optional(), reader.bytes(), reader.bytes(), reader.optional(), reader.number()];
    decoded.push({ key, headers, meta, sha256, kept: size === 0 ? null : size - 1, from });
    from += Math.max(0, size - 1);
  }
  return decoded;
}

export const decodeValues = (values: Uint8Array): Uint8Array => zstdDecompressSync(values, { maxOutputLength: LARGEST });
