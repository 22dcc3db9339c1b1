/** A reading as JSON text, for the store: everything in it but 64-bit offsets is JSON already. */
import type { EventReading } from '#lib/core/conventions/reading.ts';

export function encodeReading(reading: EventReading): Uint8Array {
  // The one place where a 64-bit number stands: a replacer or a reviver for all of it would cost more than the rest.
  const { failure } = reading;
  const offset = failure?.origin?.offset ?? null;
  return Buffer.from(JSON.stringify(offset === null ? reading : { ...reading, failure: { ...failure, origin: { ...failure?.origin, offset: { int: offset.toString() } } } }));
}

/** The input must come from `encodeReading`. */
export function decodeReading(bytes: Uint8Array): EventReading {
  const reading = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as Encoded;
  const origin = reading.failure?.origin;
  if (reading.failure && origin?.offset) return { ...reading, failure: { ...reading.failure, origin: { ...origin, offset: BigInt(origin.offset.int) } } } as EventReading;
  return reading as EventReading;
}

type Encoded = Omit<EventReading, 'failure'> & { failure: { origin: { offset: { int: string } | null } | null } | null };
