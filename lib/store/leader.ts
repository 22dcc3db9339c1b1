import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { connectionConfig, prepareSession, type Store } from '#lib/store/store.ts';

export interface LeaderOptions {
  /** One of `AdvisoryLock`. */
  readonly lock: bigint;
  /** What the connection is called in `pg_stat_activity`, behind the application's name. */
  readonly job: string;
  readonly statementTimeoutMs: number;
  /**
   * After so long without a word from this process the server ends the connection, and another process can lead: one that was stopped, or
   * whose machine is gone without a goodbye, holds its lock no longer than that.
   */
  readonly silenceMs: number;
}

/** A leader that is well says so this much more often than it must. */
const WORDS_IN_SILENCE = 4;

/**
 * Runs `work` while this process holds the lock, on the connection that holds it: whoever loses the connection loses both.
 * `lost` aborts when that happens. Returns false at once where another process holds the lock; throws when the database is away.
 */
export async function asLeader(store: Pick<Store, 'url' | 'application'>, { lock, job, statementTimeoutMs, silenceMs }: LeaderOptions, work: (client: pg.ClientBase, lost: AbortSignal) => Promise<void>): Promise<boolean> {
  const client = new pg.Client(connectionConfig(store.url, `${store.application} ${job}`));
  const lost = new AbortController();
  client.on('error', (error: Error) => lost.abort(error));
  await client.connect();
  try {
    await prepareSession(client, statementTimeoutMs);
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [lock]);
    if (!rows[0]?.mine) return false;
    // Outside of transactions and within: what is stopped says nothing, whatever it was doing.
    await client.query(`SET idle_session_timeout = ${silenceMs}; SET idle_in_transaction_session_timeout = ${silenceMs}`);
    await work(client, lost.signal);
    return true;
  } finally {
    // A connection that is gone already cannot be closed better than it is.
    await client.end().catch(() => undefined);
  }
}

/** Waits for what needs no database, and tells the server meanwhile that this process is there (`silenceMs`). Throws at once where the connection is lost. */
export async function stayingLeader<T>(client: pg.ClientBase, silenceMs: number, work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  work.then(end, end);
  for (;;) {
    await delay(silenceMs / WORDS_IN_SILENCE, undefined, { signal: ended.signal }).catch(() => undefined);
    if (ended.signal.aborted) return await work;
    await client.query('SELECT 1');
  }
}
