/** A cursor over bytes that somebody else wrote: what is not there is null, and never an exception. */
export class Bytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  int16(): number | null {
    const at = this.#take(2);
    return at === null ? null : this.#bytes.readInt16BE(at);
  }

  int32(): number | null {
    const at = this.#take(4);
    return at === null ? null : this.#bytes.readInt32BE(at);
  }

  int64(): bigint | null {
    const at = this.#take(8);
    return at === null ? null : this.#bytes.readBigInt64BE(at);
  }

  /** With its length before it, in two bytes; null too where that is negative. */
  string(): string | null {
    const length = this.int16();
    return length === null || length < 0 ? null : this.#text(length);
  }

  /** As Kafka's flexible versions have it: the length plus one in a varint, and 0 for none. */
  compactString(): string | null {
    const length = this.varint();
    return length === null || length === 0 ? null : this.#text(length - 1);
  }

  /** Unsigned LEB128 of at most 32 bits. */
  varint(): number | null {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const at = this.#take(1);
      if (at === null) return null;
      const byte = this.#bytes[at] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return null;
  }

  #text(length: number): string | null {
    const at = this.#take(length);
    return at === null ? null : this.#bytes.toString('utf8', at, at + length);
  }

  #take(length: number): number | null {
    const at = this.#at;
    if (at + length > this.#bytes.length) return null;
    this.#at += length;
    return at;
  }
}
