/** COPY … FROM STDIN in PostgreSQL's binary format: nothing in a row can be mistaken for a separator. Manual, "COPY", file formats. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
/** A network write each: big enough to be few, small enough that a batch is not in memory twice. */
const PIECE_BYTES = 256 * 1024;
const POSTGRES_EPOCH_DAY = 10_957; // 2000-01-01 in days since 1970-01-01

/** Copies one row for each item, encoded as it goes out; returns the number of rows. */
export async function copyRows<T>(client: pg.ClientBase, table: string, columns: readonly string[], items: Iterable<T>, write: (row: CopyRow, item: T) => void): Promise<number> {
  const names = columns.map((name) => `"${name}"`).join(', ');
  const stream = client.query(copyFrom(`COPY "${table}" (${names}) FROM STDIN (FORMAT binary)`));
  await pipeline(Readable.from(pieces(columns.length, items, write), { objectMode: false, highWaterMark: PIECE_BYTES }), stream);
  return stream.rowCount;
}

function* pieces<T>(columns: number, items: Iterable<T>, write: (row: CopyRow, item: T) => void): Generator<Buffer> {
  const row = new CopyRow();
  row.raw(HEADER);
  for (const item of items) {
    row.begin(columns);
    write(row, item);
    if (row.length >= PIECE_BYTES) yield row.take();
  }
  row.raw(TRAILER);
  yield row.take();
}

/** Writes fields in the order of the columns. */
export class CopyRow {
  #buffer = Buffer.allocUnsafe(2 * PIECE_BYTES);
  /** Of the same memory: a buffer writes bigints one byte at a time. */
  #view = viewOf(this.#buffer);
  #at = 0;
  #uuid = { text: '', bytes: Buffer.alloc(0) };

  get length(): number {
    return this.#at;
  }

  begin(columns: number): void {
    this.#room(2);
    this.#at = this.#buffer.writeInt16BE(columns, this.#at);
  }

  int2(value: number): void {
    this.#field(2);
    this.#at = this.#buffer.writeInt16BE(value, this.#at);
  }

  int4(value: number): void {
    this.#field(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  /** Throws a RangeError beyond 64 bits. */
  int8(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw new RangeError(`Not 64 bits: ${value}`);
    this.#field(8);
    this.#view.setBigInt64(this.#at, value);
    this.#at += 8;
  }

  /** Days since 1970-01-01. */
  date(day: number): void {
    this.int4(day - POSTGRES_EPOCH_DAY);
  }

  /** Hex digits with hyphens. The last one is kept, because the postings of a record come together. */
  uuid(text: string): void {
    if (text !== this.#uuid.text) this.#uuid = { text, bytes: Buffer.from(text.replaceAll('-', ''), 'hex') };
    this.bytes(this.#uuid.bytes);
  }

  bytes(value: Uint8Array): void {
    this.#field(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  null(): void {
    this.#room(4);
    this.#length(-1);
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** What was written so far; the writer goes on with memory of its own, because what was taken is still on its way out. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#at);
    this.#hold(Buffer.allocUnsafe(2 * PIECE_BYTES));
    this.#at = 0;
    return taken;
  }

  #field(length: number): void {
    this.#room(4 + length);
    this.#length(length);
  }

  #length(length: number): void {
    this.#view.setInt32(this.#at, length);
    this.#at += 4;
  }

  #room(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + length));
    larger.set(this.#buffer.subarray(0, this.#at));
    this.#hold(larger);
  }

  #hold(buffer: Buffer<ArrayBuffer>): void {
    this.#buffer = buffer;
    this.#view = viewOf(buffer);
  }
}

const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length);
