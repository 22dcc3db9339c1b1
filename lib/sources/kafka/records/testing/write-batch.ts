/** Writes record batches byte by byte, good ones and others, for the tests of the decoder. */
import { crc32c } from '#lib/sources/kafka/records/crc32c.ts';

export function varint(value: number | bigint): Buffer {
  const big = BigInt(value);
  let rest = big >= 0n ? big * 2n : -big * 2n - 1n;
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

const sized = (bytes: Buffer | null): Buffer => (bytes === null ? varint(-1) : Buffer.concat([varint(bytes.length), bytes]));

export interface RecordToWrite {
  readonly offsetDelta: number;
  readonly timestampDelta?: bigint;
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  readonly headers?: readonly (readonly [Buffer, Buffer | null])[];
}

export function writeRecord({ offsetDelta, timestampDelta = 0n, key = null, value = null, headers = [] }: RecordToWrite): Buffer {
  return sized(Buffer.concat([
    Buffer.from([0]), varint(timestampDelta), varint(offsetDelta), sized(key), sized(value),
    varint(headers.length), ...headers.flatMap(([name, content]) => [sized(name), sized(content)]),
  ]));
}

export interface BatchToWrite {
  readonly base?: bigint;
  readonly attributes?: number;
  readonly lastOffsetDelta?: number;
  readonly baseTimestamp?: bigint;
  readonly maxTimestamp?: bigint;
  readonly producerId?: bigint;
  readonly records: readonly Buffer[];
  readonly compress?: (bytes: Buffer) => Buffer;
}

export function writeBatch({ base = 0n, attributes = 0, lastOffsetDelta, baseTimestamp = 0n, maxTimestamp = 0n, producerId = -1n, records, compress = (bytes) => bytes }: BatchToWrite): Buffer {
  const head = Buffer.alloc(61);
  const body = compress(Buffer.concat(records));
  head.writeBigInt64BE(base, 0);
  head.writeInt32BE(61 - 12 + body.length, 8);
  head[16] = 2;
  head.writeInt16BE(attributes, 21);
  head.writeInt32BE(lastOffsetDelta ?? Math.max(0, records.length - 1), 23);
  head.writeBigInt64BE(baseTimestamp, 27);
  head.writeBigInt64BE(maxTimestamp, 35);
  head.writeBigInt64BE(producerId, 43);
  head.writeInt32BE(records.length, 57);
  const batch = Buffer.concat([head, body]);
  batch.writeInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}
