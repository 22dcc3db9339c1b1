/**
 * Counts of edges as bytes. A vector (what one edge counts in one stretch of time): a version byte, then for each measure in ascending order the
 * distance from the one before, and the number. A part (what one flow adds to all edges): a version byte, then for each edge its id in eight
 * bytes, how many minutes follow, and for each minute its distance from the one before, how many measures follow, and those.
 * All numbers are unsigned LEB128.
 */

/** By measure; above zero each. */
export type Vector = ReadonlyMap<number, number>;

/** By edge, then by minute since the epoch. */
export type Part = ReadonlyMap<bigint, ReadonlyMap<number, Vector>>;

const VERSION = 1;

export function encodeVector(vector: Vector): Uint8Array {
  const bytes = [VERSION];
  writeMeasures(bytes, vector);
  return Uint8Array.from(bytes);
}

/** Throws a RangeError on bytes that `encodeVector` did not write. */
export function decodeVector(bytes: Uint8Array): Map<number, number> {
  const reader = new Reader(bytes);
  const vector = new Map<number, number>();
  for (let measure = 0; !reader.isAtEnd; ) vector.set((measure += reader.number()), reader.number());
  return vector;
}

/** The sum of many vectors, each after its length in four bytes, and of what is known already. */
export function sumOfVectors(bytes: Uint8Array, known: Vector = new Map()): Map<number, number> {
  // A week of an edge is hundreds of vectors of dozens of measures: an array by measure is ten times faster than a map.
  const sums = new Float64Array(MOST_MEASURES);
  for (const [measure, n] of known) sums[measure] = n;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + view.getUint32(at);
    const reader = new Reader(bytes.subarray(at + 4, end));
    for (let measure = 0; !reader.isAtEnd; ) {
      measure += reader.number();
      sums[measure] = (sums[measure] ?? 0) + reader.number();
    }
    at = end;
  }
  const sum = new Map<number, number>();
  sums.forEach((n, measure) => {
    if (n > 0) sum.set(measure, n);
  });
  return sum;
}

/** More than `Measure` has, with all its buckets. */
const MOST_MEASURES = 1024;

export function encodePart(part: Part): Uint8Array {
  const bytes = [VERSION];
  for (const [edge, minutes] of sorted(part)) {
    for (let shift = 56n; shift >= 0n; shift -= 8n) bytes.push(Number((edge >> shift) & 255n));
    writeNumber(bytes, minutes.size);
    let before = 0;
    for (const [minute, vector] of sorted(minutes)) {
      writeNumber(bytes, minute - before);
      writeNumber(bytes, vector.size);
      writeMeasures(bytes, vector);
      before = minute;
    }
  }
  return Uint8Array.from(bytes);
}

/** Throws a RangeError on bytes that `encodePart` did not write. */
export function decodePart(bytes: Uint8Array): Map<bigint, Map<number, Map<number, number>>> {
  const reader = new Reader(bytes);
  const part = new Map<bigint, Map<number, Map<number, number>>>();
  while (!reader.isAtEnd) {
    const edge = reader.id();
    const minutes = new Map<number, Map<number, number>>();
    part.set(edge, minutes);
    let minute = 0;
    for (let left = reader.number(); left > 0; left -= 1) {
      const vector = new Map<number, number>();
      minutes.set((minute += reader.number()), vector);
      let measure = 0;
      for (let more = reader.number(); more > 0; more -= 1) vector.set((measure += reader.number()), reader.number());
    }
  }
  return part;
}

const sorted = <Name extends number | bigint, Value>(map: ReadonlyMap<Name, Value>): [Name, Value][] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));

function writeMeasures(bytes: number[], vector: Vector): void {
  let before = 0;
  for (const [measure, n] of sorted(vector)) {
    writeNumber(bytes, measure - before);
    writeNumber(bytes, n);
    before = measure;
  }
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 1;

  constructor(bytes: Uint8Array) {
    if (bytes[0] !== VERSION) throw new RangeError(`Counts of an unknown version: ${bytes[0]}`);
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  number(): number {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || scale > 2 ** 49) throw new RangeError('Counts end in the middle of one');
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  id(): bigint {
    if (this.#at + 8 > this.#bytes.length) throw new RangeError('Counts end in the middle of one');
    const id = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, 8).getBigInt64(0);
    this.#at += 8;
    return id;
  }
}
