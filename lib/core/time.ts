import { brand, type Brand } from '#lib/core/brand.ts';

/**
 * Microseconds since the Unix epoch, an integer; exact until the year 2255.
 * Everything is ordered and measured in it. Raw nanoseconds of spans are kept beside it, as received.
 */
export type Micros = Brand<number, 'Micros'>;

/** Unix nanoseconds as decimal digits, as OTLP carries them. */
export type NanosText = Brand<string, 'NanosText'>;

export const MINUTE_MICROS = 60_000_000;

export const microsFromMillis = (millis: number): Micros => brand<Micros>(Math.round(millis * 1000));

export const millisFromMicros = (micros: number): number => micros / 1000;

/** Digits below a microsecond are dropped. The input must be decimal digits; sources check that when they decode. */
export function microsFromNanos(nanos: NanosText): Micros {
  return brand<Micros>(nanos.length > 3 ? Number(nanos.slice(0, -3)) : 0);
}

/** RFC 3339 in UTC; microseconds only where there are some. Years outside 0 to 9999 are clamped, so that no time breaks an answer. */
export function rfc3339(micros: Micros): string {
  const clamped = Math.min(Math.max(micros, MIN_RFC3339), MAX_RFC3339);
  const millis = Math.floor(clamped / 1000);
  const rest = clamped - millis * 1000;
  const text = new Date(millis).toISOString();
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

const MIN_RFC3339 = Date.UTC(0, 0, 1) * 1000 - 1900 * 365.2425 * 86_400_000_000; // near the year 0
const MAX_RFC3339 = Date.UTC(9999, 11, 31, 23, 59, 59, 999) * 1000;
