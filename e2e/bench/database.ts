/** A connection to the database of what is measured, for looks from outside. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { withDatabase } from '../harness/database.ts';

type Ask = (sql: string, values?: readonly unknown[]) => Promise<number>;

/** `ask` gives the number `n` of the first row; 0 where there is none. */
export async function asking<T>(url: string, work: (ask: Ask, client: pg.Client) => Promise<T>): Promise<T> {
  return withDatabase(url, (client) => work(async (sql, values = []) => Number((await client.query<{ n: string | number | null }>(sql, [...values])).rows[0]?.n ?? 0), client));
}

const POLL_MS = 100;
const PATIENCE_MS = 900_000;

export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(POLL_MS)) {
    if (Date.now() > end) throw new Error(`Not so after ${PATIENCE_MS / 1000} s`);
  }
}

/** Bytes of tables and indexes, with everything written to them that waits in memory. */
export const databaseBytes = async (url: string): Promise<number> =>
  asking(url, async (ask, client) => {
    await client.query('CHECKPOINT');
    return ask('SELECT pg_database_size(current_database()) AS n');
  });
