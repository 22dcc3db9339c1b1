import { minuteOf } from '#lib/core/topics/message-time.ts';
import { MINUTE_MICROS, type Micros } from '#lib/core/time.ts';

/** Messages a second over the minute that runs and the one before: a minute alone would jump at its beginning. `counted` is of a minute since the epoch. */
export function rateNow(counted: (minute: number) => number, now: Micros): number {
  const minute = minuteOf(now);
  const seconds = 60 + (now - minute * MINUTE_MICROS) / 1e6;
  return (counted(minute) + counted(minute - 1)) / seconds;
}
