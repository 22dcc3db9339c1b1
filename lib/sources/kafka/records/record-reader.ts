import type { Header } from '#lib/core/record.ts';

export interface RawRecord {
  readonly attributes: number;
  readonly timestampDelta: bigint;
  readonly offsetDelta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}

const NO_HEADERS: readonly Header[] = [];

/** Reads the records of one batch, one after the other. Bytes are views, not copies. Throws where a length points outside of its record. */
export class RecordReader {
  readonly #bytes: Buffer;
  #at = 0;
  #end: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  next(): RawRecord {
    this.#end = this.#bytes.length;
    const length = this.#varint();
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new Error('a record is longer than its batch');
    this.#end = end;
    const attributes = this.#byte();
    const timestampDelta = this.#varlong();
    const offsetDelta = this.#varint();
    const key = this.#slice();
    const value = this.#slice();
    const headers = this.#headers();
    this.#at = end;
    return { attributes, timestampDelta, offsetDelta, key, value, headers };
  }

  #headers(): readonly Header[] {
    const count = this.#varint();
    if (count === 0) return NO_HEADERS;
    if (count < 0 || count > this.#end - this.#at) throw new Error(`a record claims ${count} headers`);
    const headers: Header[] = [];
    for (let index = 0; index < count; index++) {
      const name = this.#slice();
      if (name === null) throw new Error('a header has no name');
      headers.push({ name: name.toString('utf8'), value: this.#slice() });
    }
    return headers;
  }

  #slice(): Buffer | null {
    const length = this.#varint();
    if (length === -1) return null;
    const start = this.#at;
    if (length < 0 || start + length > this.#end) throw new Error('a key, value or header is longer than its record');
    this.#at = start + length;
    return this.#bytes.subarray(start, this.#at);
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new Error('a record ends early');
    return this.#bytes[this.#at++]!;
  }

  /** Zigzag, up to 32 bits. */
  #varint(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (result >>> 1) ^ -(result & 1);
    }
    throw new Error('a length takes more than five bytes');
  }

  /** Zigzag, up to 64 bits; the common short ones without big integers. */
  #varlong(): bigint {
    const start = this.#at;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt((low >>> 1) ^ -(low & 1));
    }
    this.#at = start;
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (result >> 1n) ^ -(result & 1n));
    }
    throw new Error('a number takes more than ten bytes');
  }
}
