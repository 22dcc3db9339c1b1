import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

/** A clock that was set back by more than this is believed: samples that wait for it to catch up would stand still for too long. */
const MOST_HELD_MICROS = 300_000_000;

/**
 * How much later the times of a look are taken to be, so that it comes after the look before although the clock was set back meanwhile.
 * @param began the first time of this look
 * @param before the last time of the look before
 */
export function shiftOf(began: Micros, before: Micros | null): number {
  if (before === null || began > before || before - began > MOST_HELD_MICROS) return 0;
  return before - began + 1000;
}

export const shifted = (at: Micros, shift: number): Micros => brand<Micros>(at + shift);
