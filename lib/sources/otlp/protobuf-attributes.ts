/** opentelemetry.proto.common.v1: KeyValue, AnyValue, ArrayValue, KeyValueList. */
import type { BinaryReader } from '@bufbuild/protobuf/wire';
import type { AttributeValue } from '#lib/core/record.ts';
import { bytesValue, checkValueDepth, doubleValue, integerValue, type MutableAttributes, setAttribute } from '#lib/sources/otlp/attribute-value.ts';
import { enter, leave, skip } from '#lib/sources/otlp/protobuf-reader.ts';

export function readKeyValue(reader: BinaryReader, into: MutableAttributes, depth = 0): void {
  const end = enter(reader);
  let key = '';
  let value: AttributeValue = null;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) key = reader.string(); // 1 key
    else if (tag === 0x12) value = readAnyValue(reader, depth); // 2 value
    else skip(reader, tag);
  }
  leave(reader, end);
  setAttribute(into, key, value);
}

/** Of several values the last wins; without one it is null. */
function readAnyValue(reader: BinaryReader, depth: number): AttributeValue {
  const end = enter(reader);
  let value: AttributeValue = null;
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag) {
      case 0x0a: // 1 string_value
        value = reader.string();
        break;
      case 0x10: // 2 bool_value
        value = reader.bool();
        break;
      case 0x18: // 3 int_value
        value = integerValue(BigInt(reader.int64()));
        break;
      case 0x21: // 4 double_value
        value = doubleValue(reader.double());
        break;
      case 0x2a: // 5 array_value
        value = readList(reader, depth + 1);
        break;
      case 0x32: // 6 kvlist_value
        value = { map: readMap(reader, depth + 1) };
        break;
      case 0x3a: // 7 bytes_value
        value = bytesValue(reader.bytes());
        break;
      default:
        skip(reader, tag);
    }
  }
  leave(reader, end);
  return value;
}

function readList(reader: BinaryReader, depth: number): AttributeValue[] {
  checkValueDepth(depth);
  const end = enter(reader);
  const values: AttributeValue[] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) values.push(readAnyValue(reader, depth)); // 1 values
    else skip(reader, tag);
  }
  leave(reader, end);
  return values;
}

function readMap(reader: BinaryReader, depth: number): MutableAttributes {
  checkValueDepth(depth);
  const end = enter(reader);
  const map: MutableAttributes = {};
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) readKeyValue(reader, map, depth); // 1 values
    else skip(reader, tag);
  }
  leave(reader, end);
  return map;
}
