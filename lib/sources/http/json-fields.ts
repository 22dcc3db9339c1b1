/** Reads one field of a JSON object and says what it should have been. Null and absent are the same, as in protobuf's JSON mapping. */
import { Malformed } from '#lib/sources/http/malformed.ts';

export interface JsonObject {
  readonly [name: string]: unknown;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: unknown, name: string): JsonObject | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new Malformed(`${name} must be an object`);
  return value;
}

export function listAt(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Malformed(`${name} must be a list`);
  return value;
}

/** Half a surrogate pair becomes U+FFFD: no other encoding could say it, nor could UTF-8 hold it. */
export function textAt(value: unknown, name: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new Malformed(`${name} must be text`);
  return value.toWellFormed();
}

/** A 32-bit unsigned count, as a number or as digits. */
export function countAt(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0;
  const count = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > 0xffff_ffff) throw new Malformed(`${name} must be an integer from 0 to 4294967295`);
  return count;
}

/** A 64-bit unsigned integer, as digits or as a number, in its shortest digits. */
export function unsigned64At(value: unknown, name: string): string {
  if (value === undefined || value === null) return '0';
  const digits = typeof value === 'number' ? String(value) : value;
  if (typeof digits !== 'string' || !/^\d{1,20}$/.test(digits) || (digits.length === 20 && BigInt(digits) > MAX_UNSIGNED_64)) {
    throw new Malformed(`${name} must be an unsigned 64-bit integer in decimal digits`);
  }
  return digits.length > 1 && digits.startsWith('0') ? BigInt(digits).toString() : digits;
}

const MAX_UNSIGNED_64 = 2n ** 64n - 1n;
