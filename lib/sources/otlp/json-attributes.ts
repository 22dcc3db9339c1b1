/** KeyValue lists and AnyValue in protobuf's JSON mapping. */
import type { Attributes, AttributeValue } from '#lib/core/record.ts';
import { isObject, listAt, objectAt, textAt } from '#lib/sources/http/json-fields.ts';
import { Malformed } from '#lib/sources/http/malformed.ts';
import { bytesValue, checkValueDepth, doubleValue, integerValue, type MutableAttributes, setAttribute } from '#lib/sources/otlp/attribute-value.ts';

export function attributesAt(value: unknown, name: string, depth = 0): Attributes {
  const attributes: MutableAttributes = {};
  for (const entry of listAt(value, name)) {
    if (!isObject(entry)) throw new Malformed(`${name} must be a list of {key, value}`);
    setAttribute(attributes, textAt(entry['key'], `${name}.key`), anyValue(entry['value'], name, depth));
  }
  return attributes;
}

/** Protobuf's oneof: an object with one field, named after the kind of value. */
function anyValue(value: unknown, name: string, depth: number): AttributeValue {
  const any = objectAt(value, `${name}.value`);
  if (any === null) return null;
  const { stringValue, boolValue, intValue, doubleValue: double, arrayValue, kvlistValue, bytesValue: bytes } = any;
  if (present(stringValue)) return textAt(stringValue, `${name}.stringValue`);
  if (present(intValue)) return readInteger(intValue, `${name}.intValue`);
  if (present(boolValue)) return readBoolean(boolValue, `${name}.boolValue`);
  if (present(double)) return readDouble(double, `${name}.doubleValue`);
  if (present(arrayValue)) return readList(arrayValue, `${name}.arrayValue`, depth + 1);
  if (present(kvlistValue)) return readMap(kvlistValue, `${name}.kvlistValue`, depth + 1);
  if (present(bytes)) return bytesValue(Buffer.from(textAt(bytes, `${name}.bytesValue`), 'base64')); // takes the URL-safe alphabet too, as the mapping asks
  return null;
}

const present = (value: unknown): boolean => value !== undefined && value !== null;

function readBoolean(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw new Malformed(`${name} must be true or false`);
  return value;
}

function readInteger(value: unknown, name: string): AttributeValue {
  const digits = typeof value === 'number' ? String(value) : value;
  const integer = typeof digits === 'string' && /^-?\d{1,19}$/.test(digits) ? BigInt(digits) : null;
  if (integer === null || BigInt.asIntN(64, integer) !== integer) throw new Malformed(`${name} must be a 64-bit integer in decimal digits`);
  return integerValue(integer);
}

function readDouble(value: unknown, name: string): AttributeValue {
  const number = typeof value === 'string' && /^(NaN|-?Infinity|-?\d[\d.eE+-]*)$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') throw new Malformed(`${name} must be a number`);
  return doubleValue(number);
}

function readList(value: unknown, name: string, depth: number): AttributeValue[] {
  checkValueDepth(depth);
  return listAt(objectAt(value, name)?.['values'], `${name}.values`).map((entry) => anyValue(entry, name, depth));
}

function readMap(value: unknown, name: string, depth: number): AttributeValue {
  checkValueDepth(depth);
  return { map: attributesAt(objectAt(value, name)?.['values'], `${name}.values`, depth) };
}
