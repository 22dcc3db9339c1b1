/** Unsigned LEB128, and zigzag for numbers that may be negative: how the packed columns write their numbers. */
export function writeUnsigned(bytes: number[], value: bigint): void {
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
}

export const writeSigned = (bytes: number[], value: bigint): void => writeUnsigned(bytes, value < 0n ? -value * 2n - 1n : value * 2n);

/** Reads what those wrote. Throws a RangeError on bytes that end in the middle of a number, or that are none of 64 bits. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  unsigned(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || shift > 63n) throw new RangeError('Numbers end in the middle of one');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  signed(): bigint {
    const value = this.unsigned();
    return (value & 1n) === 1n ? -(value + 1n) / 2n : value / 2n;
  }

  /** As many bytes, as they are. */
  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new RangeError('Numbers end in the middle of one');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
