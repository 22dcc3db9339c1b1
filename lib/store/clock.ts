import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, rfc3339, type Micros } from '#lib/core/time.ts';
import { SourceError } from '#lib/sources/source.ts';

/** The clock of this process, in whole milliseconds. */
export const microsNow = (): Micros => microsFromMillis(Date.now());

/** The clock of the database, which all processes share: SQL for microseconds of the epoch. It goes on within a transaction. */
export const DATABASE_NOW = '(extract(epoch FROM clock_timestamp()) * 1000000)::bigint';

export async function databaseNow(client: pg.ClientBase | pg.Pool): Promise<Micros> {
  const { rows } = await client.query<{ now: string }>({ name: 'database-now', text: `SELECT ${DATABASE_NOW} AS now` });
  return brand<Micros>(Number(rows[0]?.now ?? 0));
}

const MOST_APART_MICROS = 86_400_000_000;
const LOOK_AGAIN_MS = 10_000;

/**
 * Throws `SourceError` `unavailable` where this process and the database are more than a day apart: facts are dropped by the day on which they were
 * observed, so by a clock that is far behind they would be gone at once.
 */
export async function refuseWrongClock(client: pg.ClientBase, now: Micros): Promise<void> {
  const there = await databaseNow(client);
  if (Math.abs(now - there) <= MOST_APART_MICROS) return;
  throw new SourceError('unavailable', `The clock of this process says ${rfc3339(now)}, and that of the database ${rfc3339(there)}. Nothing is stored until one of them is set right.`, { retryAfterMs: LOOK_AGAIN_MS });
}
