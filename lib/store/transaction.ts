import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { awaitStatements } from '#lib/store/silence.ts';
import { together } from '#lib/store/together.ts';

/**
 * Runs `work` in one transaction on one connection. A connection on which anything failed is closed when it cannot be rolled back,
 * so that no half-finished transaction ever returns to the pool. `statementTimeoutMs` holds for this transaction, instead of the connection's.
 */
export function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>, statementTimeoutMs?: number): Promise<T> {
  return within(pool, statementTimeoutMs, async (client) => {
    await client.query(statementTimeoutMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL statement_timeout = ${statementTimeoutMs}`);
    return work(client);
  });
}

/**
 * Runs `work`, which only reads, at one moment of the database, and by keys: plans are kept, also those that were made while the tables were empty.
 * What it asks first goes out with the beginning. (Of a transaction that writes, nothing may be ahead of a beginning that can fail.)
 */
export function inSnapshot<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>, statementTimeoutMs: number): Promise<T> {
  return within(pool, statementTimeoutMs, async (client) => {
    const begun = client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = ${statementTimeoutMs}; SET LOCAL enable_seqscan = off`);
    const [result] = await together([work(client), begun]);
    return result;
  });
}

/** `work` begins the transaction. */
async function within<T>(pool: pg.Pool, statementTimeoutMs: number | undefined, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies while it is checked out tells so by an event as well as by the failing query; unheard, the event ends the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    if (statementTimeoutMs !== undefined) awaitStatements(client, statementTimeoutMs);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.off('error', onError);
    awaitStatements(client, 'as usual');
    client.release(broken);
  }
}

const MOST_TRIES = 5;
const PAUSE_MS = 50;
/** A serialisation failure and a deadlock: of two that hinder each other PostgreSQL ends one, which is to try again. */
const HINDERED = new Set(['40001', '40P01']);

/** As `inTransaction`, and again where another transaction hindered it: `work` must do nothing that a rollback does not undo. */
export async function inPatientTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await inTransaction(pool, work);
    } catch (error) {
      if (tries === MOST_TRIES || !(error instanceof Error && 'code' in error && HINDERED.has(String(error.code)))) throw error;
      await delay(PAUSE_MS * tries * (1 + Math.random()));
    }
  }
}

/**
 * Until the end of the caller's transaction rows are looked up one by one, by their keys. For statements on a few rows of large tables: by statistics of
 * when those tables were empty, the planner would read them whole, each time.
 */
export async function byKeys(client: pg.ClientBase): Promise<void> {
  await client.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off');
}
