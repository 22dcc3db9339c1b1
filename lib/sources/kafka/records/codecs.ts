/** Kafka's compression codecs. Every one stops at `limit` bytes of output: a small batch may claim to be a very large one. */
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { decompressFrame } from 'lz4-napi';
import { uncompress as uncompressSnappy } from 'snappyjs';
import { lz4FrameSize } from '#lib/sources/kafka/records/lz4-size.ts';

const gunzipBytes = promisify(gunzip);
const zstdBytes = promisify(zstdDecompress);

export class TooLarge extends Error {
  constructor(limit: number) {
    super(`the batch expands to more than ${Math.round(limit / 1_048_576)} MiB`);
    this.name = 'TooLarge';
  }
}

/** Codec numbers are bits 0 to 2 of a record batch's attributes. Throws with a reason in plain words. */
export async function decompress(codec: number, bytes: Buffer, limit: number): Promise<Buffer> {
  switch (codec) {
    case 0:
      return bytes;
    case 1:
      return await bounded('gzip', limit, gunzipBytes(bytes, { maxOutputLength: limit }));
    case 2:
      return await bounded('snappy', limit, decompressSnappy(bytes, limit));
    case 3:
      return await bounded('lz4', limit, decompressLz4(bytes, limit));
    case 4:
      return await bounded('zstd', limit, zstdBytes(bytes, { maxOutputLength: limit }));
    default:
      throw new Error(`compression codec ${codec} is not known`);
  }
}

async function bounded(name: string, limit: number, work: Promise<Buffer>): Promise<Buffer> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new TooLarge(limit);
    throw new Error(`${name} data is corrupt: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

// snappy-java's stream: this magic, two int32 versions, then blocks, each with its compressed length as int32.
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER = 16;

/** Java and kafkajs frame snappy as snappy-java does; librdkafka and Go clients also write one raw block. */
async function decompressSnappy(bytes: Buffer, limit: number): Promise<Buffer> {
  if (!bytes.subarray(0, 8).equals(XERIAL_MAGIC)) return snappyBlock(bytes, limit);
  const blocks: Buffer[] = [];
  let left = limit;
  for (let at = XERIAL_HEADER; at < bytes.length; ) {
    const length = bytes.readInt32BE(at);
    if (length < 0 || at + 4 + length > bytes.length) throw new Error('a block is longer than the data');
    const block = snappyBlock(bytes.subarray(at + 4, at + 4 + length), left, limit);
    blocks.push(block);
    left -= block.length;
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

function snappyBlock(bytes: Buffer, left: number, limit = left): Buffer {
  let size = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[index] ?? 0;
    size += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  if (size > left) throw new TooLarge(limit);
  return uncompressSnappy(bytes, left);
}

async function decompressLz4(bytes: Buffer, limit: number): Promise<Buffer> {
  if (lz4FrameSize(bytes, limit) > limit) throw new TooLarge(limit);
  return await decompressFrame(bytes);
}
