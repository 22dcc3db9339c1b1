/**
 * The samples of one group on one topic as one byte string: a version byte, then zstd of five columns, each behind its length. They are
 * what changed from sample to sample, as LEB128: the times and counts of the samples; partitions with flags; offsets; times of commits; starts.
 * Columns of one kind compress better than rows: 2 to 4 bytes for a partition that moved. Times are kept to the millisecond.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import type { PackedOffset } from '#lib/store/packed-offsets.ts';
import { VarintReader, writeSigned, writeUnsigned } from '#lib/store/varint.ts';

export interface PackedSample {
  readonly at: Micros;
  /** When the sample before was taken; null where nobody knows. */
  readonly since: Micros | null;
  readonly offsets: readonly PackedOffset[];
}

const VERSION = 1;
const ZSTD_LEVEL = 6;
const LARGEST = 64 * 1024 * 1024;
const [START, TIME, ONCE, GONE] = [1n, 2n, 4n, 8n];
const HEAD_SHIFT = 4n;
const COLUMNS = 5;

/** What each partition had last: the next is told by its distance. */
interface Before {
  readonly offsets: Map<number, bigint>;
  readonly starts: Map<number, bigint>;
  readonly times: Map<number, bigint>;
}

const nothing = (): Before => ({ offsets: new Map(), starts: new Map(), times: new Map() });

/** In the order in which they are given, which should be that of their times. */
export function encodeSamples(samples: readonly PackedSample[]): Uint8Array {
  const columns = Array.from({ length: COLUMNS }, (): number[] => []) as [number[], number[], number[], number[], number[]];
  const before = nothing();
  let last = 0n;
  writeUnsigned(columns[0], BigInt(samples.length));
  for (const { at, since, offsets } of samples) {
    // Rounded outwards: what happened between the two happened between these.
    const millis = BigInt(Math.ceil(at / 1000));
    writeSigned(columns[0], millis - last);
    writeSigned(columns[0], since === null ? -1n : maximum(0n, millis - BigInt(Math.floor(since / 1000))));
    writeUnsigned(columns[0], BigInt(offsets.length));
    writeOffsets(columns, before, offsets, millis);
    last = millis;
  }
  const body = columns.flatMap((column) => {
    const length: number[] = [];
    writeUnsigned(length, BigInt(column.length));
    return [Buffer.from(length), Buffer.from(column)];
  });
  return Buffer.concat([Buffer.from([VERSION]), zstdCompressSync(Buffer.concat(body), { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } })]);
}

function writeOffsets([, heads, offsetColumn, times, starts]: readonly [number[], number[], number[], number[], number[]], before: Before, offsets: readonly PackedOffset[], at: bigint): void {
  let previous = 0;
  for (const { partition, offset, start, committedAt, once } of offsets.toSorted((a, b) => a.partition - b.partition)) {
    const flags = (start === undefined ? 0n : START) | (committedAt === undefined ? 0n : TIME) | (once === true ? ONCE : 0n) | (offset === null ? GONE : 0n);
    writeUnsigned(heads, (BigInt(partition - previous) << HEAD_SHIFT) | flags);
    if (offset !== null) {
      writeSigned(offsetColumn, offset - (before.offsets.get(partition) ?? 0n));
      before.offsets.set(partition, offset);
    }
    if (committedAt !== undefined) {
      const millis = BigInt(Math.round(committedAt / 1000));
      writeSigned(times, millis - (before.times.get(partition) ?? at));
      before.times.set(partition, millis);
    }
    if (start !== undefined) {
      writeSigned(starts, start - (before.starts.get(partition) ?? 0n));
      before.starts.set(partition, start);
    }
    previous = partition;
  }
}

/** Throws a RangeError on bytes that `encodeSamples` did not write. */
export function decodeSamples(bytes: Uint8Array): PackedSample[] {
  if (bytes[0] !== VERSION) throw new RangeError(`Samples of an unknown version: ${bytes[0]}`);
  const body = new VarintReader(zstdDecompressSync(bytes.subarray(1), { maxOutputLength: LARGEST }));
  const [samples, heads, offsets, times, starts] = Array.from({ length: COLUMNS }, () => new VarintReader(body.take(Number(body.unsigned())))) as [VarintReader, VarintReader, VarintReader, VarintReader, VarintReader];
  const before = nothing();
  const decoded: PackedSample[] = [];
  let at = 0n;
  for (let left = samples.unsigned(); left > 0n; left -= 1n) {
    at += samples.signed();
    const since = samples.signed();
    const count = Number(samples.unsigned());
    const changed: PackedOffset[] = [];
    for (let partition = 0; changed.length < count; ) {
      const head = heads.unsigned();
      partition += Number(head >> HEAD_SHIFT);
      changed.push(readOffset(head, partition, at, before, { offsets, times, starts }));
    }
    decoded.push({ at: micros(at), since: since < 0n ? null : micros(at - since), offsets: changed });
  }
  return decoded;
}

function readOffset(head: bigint, partition: number, at: bigint, before: Before, from: { readonly offsets: VarintReader; readonly times: VarintReader; readonly starts: VarintReader }): PackedOffset {
  const has = (flag: bigint): boolean => (head & flag) !== 0n;
  const next = (known: Map<number, bigint>, otherwise: bigint, reader: VarintReader): bigint => {
    const value = (known.get(partition) ?? otherwise) + reader.signed();
    known.set(partition, value);
    return value;
  };
  return {
    partition,
    offset: has(GONE) ? null : next(before.offsets, 0n, from.offsets),
    ...(has(START) ? { start: next(before.starts, 0n, from.starts) } : {}),
    ...(has(TIME) ? { committedAt: micros(next(before.times, at, from.times)) } : {}),
    ...(has(ONCE) ? { once: true } : {}),
  };
}

const micros = (millis: bigint): Micros => brand<Micros>(Number(millis) * 1000);

const maximum = (a: bigint, b: bigint): bigint => (a > b ? a : b);
