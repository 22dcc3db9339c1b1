/**
 * Offsets of partitions as one byte string: a version byte, then for each partition in ascending order the distance from the one before
 * (doubled, plus one where a start follows), the offset plus one (0 says that there is none any more), and the start of the log.
 * All are unsigned LEB128: 3 to 8 bytes for a partition of an ordinary topic.
 */
export interface PackedOffset {
  readonly partition: number;
  /** Null: the commit is gone. */
  readonly offset: bigint | null;
  /** Of the log; only in rows of the log, where it moved. */
  readonly start?: bigint;
}

const VERSION = 1;

export function encodeOffsets(offsets: readonly PackedOffset[]): Uint8Array {
  const bytes = [VERSION];
  let before = 0;
  for (const { partition, offset, start } of offsets.toSorted((a, b) => a.partition - b.partition)) {
    write(bytes, BigInt(partition - before) * 2n + (start === undefined ? 0n : 1n));
    write(bytes, offset === null ? 0n : offset + 1n);
    if (start !== undefined) write(bytes, start);
    before = partition;
  }
  return Uint8Array.from(bytes);
}

/** Throws a RangeError on bytes that `encodeOffsets` did not write. */
export function decodeOffsets(bytes: Uint8Array): PackedOffset[] {
  if (bytes[0] !== VERSION) throw new RangeError(`Offsets of an unknown version: ${bytes[0]}`);
  const offsets: PackedOffset[] = [];
  let at = 1;
  const read = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw new RangeError('Offsets end in the middle of one');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  for (let partition = 0; at < bytes.length; ) {
    const head = read();
    partition += Number(head >> 1n);
    const offset = read();
    const known = { partition, offset: offset === 0n ? null : offset - 1n };
    offsets.push((head & 1n) === 1n ? { ...known, start: read() } : known);
  }
  return offsets;
}

function write(bytes: number[], value: bigint): void {
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
}
