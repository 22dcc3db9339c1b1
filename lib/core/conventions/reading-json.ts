/** A reading as JSON text, for the store: everything in it but 64-bit offsets is JSON already. */
import type { EventReading } from '#lib/core/conventions/reading.ts';

export function encodeReading(reading: EventReading): Uint8Array {
  return Buffer.from(JSON.stringify(reading, (_name, value: unknown) => (typeof value === 'bigint' ? { int: value.toString() } : value)));
}

/** The input must come from `encodeReading`. */
export function decodeReading(bytes: Uint8Array): EventReading {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return JSON.parse(text, (name, value: unknown) => (name === 'offset' && isInt(value) ? BigInt(value.int) : value)) as EventReading;
}

const isInt = (value: unknown): value is { int: string } => typeof value === 'object' && value !== null && 'int' in value && typeof value.int === 'string';
