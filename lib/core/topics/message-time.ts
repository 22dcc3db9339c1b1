import { brand } from '#lib/core/brand.ts';
import { MINUTE_MICROS, type Micros } from '#lib/core/time.ts';

/** 2010-01-01: Kafka is younger. */
const EARLIEST_SANE = 1_262_304_000_000_000;
/** Clocks of producers may be this far ahead. */
const MOST_AHEAD = 600_000_000;

/**
 * When a message counts as written: what the broker says, so that a backlog does not look like today's traffic;
 * when it was observed, where the broker says nothing or what cannot be (-1, 1970, next year).
 */
export function messageTime(timestamp: Micros | null, observedAt: Micros): Micros {
  const sane = timestamp !== null && timestamp >= EARLIEST_SANE && timestamp <= observedAt + MOST_AHEAD;
  return sane ? brand<Micros>(Math.trunc(timestamp)) : observedAt;
}

/** In the year 5772. The store counts minutes in 32 bits, and people may ask for any time up to the year 9999. */
const LAST_MINUTE = 2_000_000_000;

/** Minutes since the epoch. */
export const minuteOf = (at: Micros): number => Math.min(LAST_MINUTE, Math.floor(at / MINUTE_MICROS));

/** A time that can be asked for, within what can be counted; nothing counts as written before 1970. */
export const countable = (at: Micros): Micros => brand<Micros>(Math.max(0, Math.min(LAST_MINUTE * MINUTE_MICROS, at)));
