import { microsFromMillis, type Micros } from '#lib/core/time.ts';

/** The clock of this process, in whole milliseconds. */
export const microsNow = (): Micros => microsFromMillis(Date.now());
