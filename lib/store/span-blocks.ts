/** Chunks of spans, as many packed together as came in one batch: alike as they are, together they take half of the room, and a tenth of the time. */
import type pg from 'pg';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { PackedReader, PackedWriter } from '#lib/store/packed-bytes.ts';
import { readPacked, type PackedPlace } from '#lib/store/packed-places.ts';

const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A chunk that is larger is a block of its own. */
const MOST_BYTES = 64 * 1024;
/** Of one chunk at most 256 MiB, with its length. */
const LARGEST = 256 * 1024 * 1024 + 16;

export interface EncodedBlocks {
  readonly blocks: readonly Uint8Array[];
  /** Where each chunk stands, in their order. */
  readonly places: readonly { readonly block: number; readonly place: number }[];
}

export function encodeBlocks(chunks: readonly Uint8Array[]): EncodedBlocks {
  const places: { block: number; place: number }[] = [];
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < chunks.length; ) {
    const writer = new PackedWriter();
    let place = 0;
    for (; from < chunks.length && (place === 0 || writer.length + (chunks[from]?.length ?? 0) <= MOST_BYTES); from += 1) {
      writer.bytes(chunks[from] ?? new Uint8Array());
      places.push({ block: blocks.length, place });
      place += 1;
    }
    blocks.push(zstdCompressSync(writer.end(), ZSTD));
  }
  return { blocks, places };
}

/** In their order. Throws on bytes that `encodeBlocks` did not write. */
export function decodeBlock(block: Uint8Array): Uint8Array[] {
  const reader = new PackedReader(zstdDecompressSync(block, { maxOutputLength: LARGEST }));
  const chunks: Uint8Array[] = [];
  while (!reader.done) chunks.push(reader.bytes());
  return chunks;
}

/** What a query of `span_chunk` selects so that its rows are places. */
export const CHUNK_PLACE = 'block AS pack, place, observed_day::text AS day';

/** The chunks at these places, in their order; null where the day was dropped just now. */
export const readChunks = (client: pg.Pool | pg.ClientBase, places: readonly PackedPlace[]): Promise<(Uint8Array | null)[]> =>
  readPacked(client, places, {
    name: 'read-span-blocks',
    table: 'span_block',
    columns: 'data',
    unpack: ({ data }: { data: Uint8Array }) => {
      const chunks = decodeBlock(data);
      return (place) => chunks[place];
    },
  });
