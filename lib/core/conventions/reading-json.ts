/** A reading as JSON text, for the store: everything in it but 64-bit offsets is JSON already. */
import type { EventReading } from '#lib/core/conventions/reading.ts';

export function encodeReading(reading: EventReading): Uint8Array {
  return Buffer.from(JSON.stringify(reading, (_name, value: unknown) => (typeof value === 'bigint' ? { int: value.toString() } : value)));
}

/** The input must come from `encodeReading`. */
export function decodeReading(bytes: Uint8Array): EventReading {
  const reading = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as Encoded;
  const origin = reading.failure?.origin;
  // The one place where a 64-bit number stands; a reviver for all of it would cost more than the rest of the parsing.
  if (reading.failure && origin?.offset) return { ...reading, failure: { ...reading.failure, origin: { ...origin, offset: BigInt(origin.offset.int) } } } as EventReading;
  return reading as EventReading;
}

type Encoded = Omit<EventReading, 'failure'> & { failure: { origin: { offset: { int: string } | null } | null } | null };
