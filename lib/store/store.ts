/** The one door to PostgreSQL: a pool for hand-written SQL (ingest, rollup, hot reads). Who asks ordinary queries besides has Prisma too, see query-store.ts. */
import pg from 'pg';
import { readPlainArray } from '#lib/store/plain-array.ts';
import { watchSilence } from '#lib/store/silence.ts';

export interface StoreOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`: `throughline collector`. */
  readonly application: string;
  /** Connections of each pool. */
  readonly poolSize: number;
  /** An idle connection died. The pool replaces it and the next query tells of a database that is away, so this is for the log only. */
  readonly onConnectionLost?: (error: Error) => void;
}

export interface Store {
  readonly url: string;
  readonly application: string;
  /** Statements may be sent ahead of the answers to those before: what does not depend on them need not wait for a round trip. */
  readonly pool: pg.Pool;
  /** For COPY, which cannot share a connection with statements that are sent ahead. */
  readonly copying: pg.Pool;
  close(): Promise<void>;
}

/** Long enough for a batch on a busy disk, short enough that a stuck statement frees its connection and its locks. */
const WRITE_TIMEOUT_MS = 60_000;
/** A process that says nothing in the midst of a transaction was stopped, or its machine is gone; what it has locked others wait for. */
export const SILENT_TRANSACTION_MS = 20_000;
/** By the default of 4 MB, what two indexes find among a million rows is no longer told apart by row, and whole pages are read in vain. */
const WORK_MEMORY = '32MB';
const CONNECT_TIMEOUT_MS = 10_000;
/** An idle connection whose server went without a word is found after this and ten seconds more. */
const KEEP_ALIVE_MS = 10_000;

/** A setting since PostgreSQL 17. */
const NO_TRANSACTION_TIMEOUT = `SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'`;

/** Connects lazily: a database that is away shows at the first query, not here. */
export function openStore(options: StoreOptions): Store {
  const pool = openPool(options, options.poolSize, WRITE_TIMEOUT_MS);
  const copying = openPool(options, options.poolSize, WRITE_TIMEOUT_MS, { pipeline: false });
  return { url: options.url, application: options.application, pool, copying, close: async () => void (await Promise.all([pool.end(), copying.end()])) };
}

export function openPool(options: StoreOptions, max: number, statementTimeoutMs: number, other: Pick<pg.PoolConfig, 'pipeline'> = {}): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(options.url, options.application),
    ...other,
    max,
    idleTimeoutMillis: 30_000,
    onConnect: (client) => prepareSession(client, statementTimeoutMs),
  });
  pool.on('error', options.onConnectionLost ?? (() => {}));
  return pool;
}

/** What every connection of Throughline has in common, dedicated ones included. */
export const connectionConfig = (url: string, application: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: application,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  pipeline: true,
  types: { getTypeParser: (type, format) => (type === UUID_ARRAY && format !== 'binary' ? readPlainArray : pg.types.getTypeParser(type, format)) },
});

/** Its number in PostgreSQL. Flows and changes name thousands of records each. */
const UUID_ARRAY: number = 2951;

/**
 * A session of its own settings, set by statement because connection poolers refuse unknown startup parameters, and watched for the server's silence.
 * An acknowledgement is given only after a commit that is on disk, whatever the server's default is; what is locked in one order is read as it was committed
 * last; and a transaction ends when it has done its work. Statements here are short and many: to compile one takes longer than to run it.
 */
export async function prepareSession(client: pg.ClientBase, statementTimeoutMs: number): Promise<void> {
  watchSilence(client, statementTimeoutMs);
  await client.query(
    `SET synchronous_commit = on; SET statement_timeout = ${statementTimeoutMs}; SET idle_in_transaction_session_timeout = ${SILENT_TRANSACTION_MS}; SET TimeZone = 'UTC'; SET work_mem = '${WORK_MEMORY}'; SET jit = off;
     SET default_transaction_isolation = 'read committed'; ${NO_TRANSACTION_TIMEOUT}`,
  );
}
