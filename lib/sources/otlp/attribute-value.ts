/** What both encodings of AnyValue share, so that they give equal values. */
import type { Attributes, AttributeValue } from '#lib/core/record.ts';

/** Lists and maps within each other. Nobody writes this much; a hostile body would write thousands. */
const MAX_VALUE_DEPTH = 32;

/** The span that is being read cannot be taken; its neighbours can. */
export class SpanRefused extends Error {}

export function checkValueDepth(depth: number): void {
  if (depth > MAX_VALUE_DEPTH) throw new SpanRefused(`an attribute is nested deeper than ${MAX_VALUE_DEPTH} levels`);
}

export function integerValue(value: bigint): AttributeValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : { int: value.toString() };
}

/** Protobuf's JSON mapping spells what JSON has no number for; so does this, or it would be stored as null. */
export function doubleValue(value: number): AttributeValue {
  return Number.isFinite(value) ? value : String(value);
}

export const bytesValue = (bytes: Uint8Array): AttributeValue => ({
  bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
});

export type MutableAttributes = { -readonly [Name in keyof Attributes]: Attributes[Name] };

/** The last of a repeated name wins. `__proto__` is a name like any other: an assignment would set the prototype. */
export function setAttribute(attributes: MutableAttributes, name: string, value: AttributeValue): void {
  if (name === '__proto__') Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true });
  else attributes[name] = value;
}
