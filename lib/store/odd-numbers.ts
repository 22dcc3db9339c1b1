/**
 * JSON has no NaN, no infinities and no negative zero, and spans have them: they are written as `{double: "NaN"}`.
 * No other attribute value has that shape (`record.ts`), so it can be told apart. Attributes without any, nearly all, are passed on as they are.
 */
import type { Attributes, AttributeValue } from '#lib/core/record.ts';

/** What JSON can hold; `unpackNumbers` gives back what it was. */
export const packNumbers = (attributes: Attributes): unknown => (Object.values(attributes).some(hasOdd) ? mapAttributes(attributes, packValue) : attributes);

export function unpackNumbers(packed: unknown): Attributes {
  const attributes = packed as Attributes;
  return Object.values(attributes).some(hasPacked) ? mapAttributes(attributes, unpackValue) : attributes;
}

const isOdd = (value: number): boolean => !Number.isFinite(value) || Object.is(value, -0);

function hasOdd(value: AttributeValue): boolean {
  if (typeof value === 'number') return isOdd(value);
  if (typeof value !== 'object' || value === null) return false;
  if (isList(value)) return value.some(hasOdd);
  return 'map' in value && Object.values(value.map).some(hasOdd);
}

function hasPacked(value: AttributeValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isList(value)) return value.some(hasPacked);
  if ('map' in value) return Object.values(value.map).some(hasPacked);
  return 'double' in value;
}

function packValue(value: AttributeValue): unknown {
  if (typeof value === 'number' && isOdd(value)) return { double: Object.is(value, -0) ? '-0' : String(value) };
  return mapInside(value, packValue);
}

function unpackValue(value: AttributeValue): unknown {
  if (typeof value === 'object' && value !== null && 'double' in value) return Number(value.double);
  return mapInside(value, unpackValue);
}

function mapInside(value: AttributeValue, change: (value: AttributeValue) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(change);
  return 'map' in value ? { map: mapAttributes(value.map, change) } : value;
}

const mapAttributes = (attributes: Attributes, change: (value: AttributeValue) => unknown): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, change(value)])) as Attributes;

const isList = (value: AttributeValue): value is readonly AttributeValue[] => Array.isArray(value);
