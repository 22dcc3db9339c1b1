import pg from 'pg';
import { connectionConfig, prepareSession, type Store } from '#lib/store/store.ts';

export interface LeaderOptions {
  /** One of `AdvisoryLock`. */
  readonly lock: bigint;
  /** What the connection is called in `pg_stat_activity`, behind the application's name. */
  readonly job: string;
  readonly statementTimeoutMs: number;
}

/**
 * Runs `work` while this process holds the lock, on the connection that holds it: whoever loses the connection loses both.
 * `lost` aborts when that happens. Returns false at once where another process holds the lock; throws when the database is away.
 */
export async function asLeader(store: Pick<Store, 'url' | 'application'>, { lock, job, statementTimeoutMs }: LeaderOptions, work: (client: pg.ClientBase, lost: AbortSignal) => Promise<void>): Promise<boolean> {
  const client = new pg.Client(connectionConfig(store.url, `${store.application} ${job}`));
  const lost = new AbortController();
  client.on('error', (error: Error) => lost.abort(error));
  await client.connect();
  try {
    await prepareSession(client, statementTimeoutMs);
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [lock]);
    if (!rows[0]?.mine) return false;
    await work(client, lost.signal);
    return true;
  } finally {
    // A connection that is gone already cannot be closed better than it is.
    await client.end().catch(() => undefined);
  }
}
