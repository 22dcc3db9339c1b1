import { microsFromMillis, type Micros } from '#lib/core/time.ts';

/** The clock of this process, in whole milliseconds. */
export const microsNow = (): Micros => microsFromMillis(Date.now());

/** The clock of the database, which all processes share: SQL for microseconds of the epoch. It goes on within a transaction. */
export const DATABASE_NOW = '(extract(epoch FROM clock_timestamp()) * 1000000)::bigint';
