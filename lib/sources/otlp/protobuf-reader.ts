/** The few steps that every message needs around @bufbuild/protobuf's reader of the wire format. */
import { type BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { Malformed } from '#lib/sources/http/malformed.ts';

/** Steps into a length-delimited field and returns where it ends. */
export function enter(reader: BinaryReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new Malformed(`the protobuf body ends early: a field of ${length} bytes starts at byte ${reader.pos} of ${reader.len}`);
  return end;
}

/** A field inside that claims to be longer than what it is in. */
export function leave(reader: BinaryReader, end: number): void {
  if (reader.pos !== end) throw new Malformed(`the protobuf body is malformed: a field reaches beyond the end of its message at byte ${end}`);
}

export function skip(reader: BinaryReader, tag: number): void {
  if (tag >>> 3 === 0) throw new Malformed(`the protobuf body is malformed: field number 0 at byte ${reader.pos}`);
  const wireType = WIRE_TYPES[tag & 7];
  if (wireType === undefined) throw new Malformed(`the protobuf body is malformed: wire type ${tag & 7} at byte ${reader.pos}`);
  reader.skip(wireType, tag >>> 3);
}

/** By number. */
const WIRE_TYPES = [WireType.Varint, WireType.Bit64, WireType.LengthDelimited, WireType.StartGroup, WireType.EndGroup, WireType.Bit32];

/** A bytes field as lower-case hex. */
export function hex(reader: BinaryReader): string {
  const bytes = reader.bytes();
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('hex'); // an id is 16 at most: the rest is only shown
}
