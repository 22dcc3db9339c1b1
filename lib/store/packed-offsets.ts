/**
 * Offsets of partitions as one byte string: a version byte, then for each partition in ascending order the distance from the one before
 * (times eight, plus flags: 1 where a start follows, 2 where a time does, 4 where that commit was the only one), the offset plus one (0 says
 * that there is none any more), the start of the log, and the milliseconds of the commit's time beyond those of the partition before.
 * All are LEB128, the last of them signed: 3 to 9 bytes for a partition of an ordinary topic. Version 1 has no times.
 */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { VarintReader, writeSigned, writeUnsigned } from '#lib/store/varint.ts';

export interface PackedOffset {
  readonly partition: number;
  /** Null: the commit is gone. */
  readonly offset: bigint | null;
  /** Of the log; only in rows of the log, where it moved. */
  readonly start?: bigint;
  /** When the last commit was written, where that is known: to the millisecond, as brokers write it. */
  readonly committedAt?: Micros;
  /** There was no other since the sample before: what it passed was passed at `committedAt`. */
  readonly once?: boolean;
}

const VERSION = 2;
const [START, TIME, ONCE] = [1n, 2n, 4n];

export function encodeOffsets(offsets: readonly PackedOffset[]): Uint8Array {
  const bytes = [VERSION];
  let [before, time] = [0, 0n];
  for (const { partition, offset, start, committedAt, once } of offsets.toSorted((a, b) => a.partition - b.partition)) {
    const flags = (start === undefined ? 0n : START) | (committedAt === undefined ? 0n : TIME) | (once === true ? ONCE : 0n);
    writeUnsigned(bytes, BigInt(partition - before) * 8n + flags);
    writeUnsigned(bytes, offset === null ? 0n : offset + 1n);
    if (start !== undefined) writeUnsigned(bytes, start);
    if (committedAt !== undefined) {
      const millis = BigInt(Math.round(committedAt / 1000));
      writeSigned(bytes, millis - time);
      time = millis;
    }
    before = partition;
  }
  return Uint8Array.from(bytes);
}

/** Throws a RangeError on bytes that `encodeOffsets` did not write. */
export function decodeOffsets(bytes: Uint8Array): PackedOffset[] {
  const version = bytes[0];
  if (version !== 1 && version !== VERSION) throw new RangeError(`Offsets of an unknown version: ${version}`);
  const shift = version === 1 ? 1n : 3n;
  const from = new VarintReader(bytes, 1);
  const offsets: PackedOffset[] = [];
  let time = 0n;
  for (let partition = 0; !from.done; ) {
    const head = from.unsigned();
    const flags = head & ((1n << shift) - 1n);
    partition += Number(head >> shift);
    const offset = from.unsigned();
    const start = (flags & START) === 0n ? {} : { start: from.unsigned() };
    if ((flags & TIME) !== 0n) time += from.signed();
    offsets.push({
      partition, offset: offset === 0n ? null : offset - 1n, ...start,
      ...((flags & TIME) === 0n ? {} : { committedAt: brand<Micros>(Number(time) * 1000) }),
      ...((flags & ONCE) === 0n ? {} : { once: true }),
    });
  }
  return offsets;
}
