import { brand } from '#lib/core/brand.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { candidates } from '#lib/core/conventions/event-input.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import type { Micros } from '#lib/core/time.ts';

/** When the event happened, as its producer says. */
export function readEventTime(input: EventInput): Micros | null {
  for (const found of candidates(input, input.conventions.eventTime, 'time')) {
    const time = parseTime(found.value.trim());
    if (time !== null) return time;
    input.note(`${found.from} ${quoted(found.value)} is no time with a zone`);
  }
  return null;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9})\d*)?\s*([Zz]|[+-]\d{2}:?\d{2})$/;
/** NServiceBus: `yyyy-MM-dd HH:mm:ss:ffffff Z`. */
const NSERVICEBUS = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}):(\d{6}) (Z)$/;

/**
 * RFC 3339, NServiceBus's form, or a Unix time in seconds, milliseconds, microseconds or nanoseconds, which its size tells apart
 * between 2001 and 5138. A time without a zone could be anywhere in 26 hours, and so is no time.
 */
export function parseTime(text: string): Micros | null {
  const [, date, time, fraction = '', zone = ''] = RFC3339.exec(text) ?? NSERVICEBUS.exec(text) ?? [];
  if (date !== undefined) {
    const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
    const millis = Date.parse(`${date}T${time}${offset}`);
    return Number.isNaN(millis) || !isDay(date) ? null : brand<Micros>(millis * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6)));
  }
  return /^\d{10,19}(?:\.\d{1,9})?$/.test(text) ? fromUnix(text) : null;
}

/** `Date.parse` takes 30 February for 2 March; the 28th there is in every month. */
const isDay = (date: string): boolean => Number(date.slice(-2)) <= 28 || new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);

function fromUnix(text: string): Micros | null {
  const digits = text.split('.', 1)[0]!.length;
  if (digits >= 18) return brand<Micros>(Number(BigInt(text.split('.', 1)[0]!) / 1000n));
  const value = Number(text);
  if (digits <= 11) return brand<Micros>(Math.round(value * 1_000_000));
  return brand<Micros>(Math.round(digits <= 14 ? value * 1000 : value));
}
