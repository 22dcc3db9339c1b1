import type { Micros } from '#lib/core/time.ts';

/** A producer's clock may be off, and a backfill carries the times of old: an age beyond this is no evidence of waiting. */
const OLDEST_AGE_MICROS = 30 * 86_400_000_000;

/** When a stored message was written, as far as one can believe it: by the broker's clock, else by its producer's, else when it was seen. */
export function writtenAt({ timestamp, isAppendTime, observedAt }: { readonly timestamp: Micros | null; readonly isAppendTime: boolean; readonly observedAt: Micros }): Micros {
  if (timestamp === null) return observedAt;
  return isAppendTime || isPlausible(timestamp, observedAt) ? timestamp : observedAt;
}

/** Whether a producer may have made a message then which was seen at `observedAt`. */
export const isPlausible = (timestamp: Micros, observedAt: Micros): boolean => timestamp <= observedAt && observedAt - timestamp <= OLDEST_AGE_MICROS;
