import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';
import { microsNow } from '#lib/store/clock.ts';
import { databaseFault, StoreError } from '#lib/store/errors.ts';
import { ensurePartitions } from '#lib/store/partitions.ts';
import { applyMigrations, forgetUnfinished, type Migration } from '#lib/store/schema-engine.ts';
import { refuseOldServer } from '#lib/store/server-version.ts';
import { connectionConfig, prepareSession } from '#lib/store/store.ts';

const SCHEMA_DIRECTORY = join(import.meta.dirname, '../../prisma');
const APPLICATION = 'throughline migrate';

/**
 * Brings the database to this version's schema and makes the partitions of the next days.
 * Of two processes that start at once one migrates, the other waits and finds nothing to do.
 * Throws `StoreError`: `unavailable` and `read-only` may pass, the other codes need a person.
 */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const pool = new pg.Pool({ ...connectionConfig(databaseUrl, APPLICATION), max: 3, onConnect: (client) => prepareSession(client, 0) });
  pool.on('error', () => {}); // an idle connection that dies is replaced; the next query tells
  try {
    return await holdingLock(pool, () => migrateLocked(pool));
  } catch (error) {
    throw asStoreError(error);
  } finally {
    await pool.end();
  }
}

async function migrateLocked(pool: pg.Pool): Promise<{ applied: string[] }> {
  await checkVersion(pool);
  const migrations = await ownMigrations();
  const known = await appliedMigrations(pool);
  refuseUnknown(known, migrations);
  const schema = await readFile(join(SCHEMA_DIRECTORY, 'schema.prisma'), 'utf8');
  if (migrations.some(({ name }) => !known.includes(name))) await refuseReadOnly(pool);
  if (known.length > 0) await forgetUnfinished(pool);
  const applied = await applyMigrations(pool, schema, migrations);
  await ensurePartitions(pool, microsNow());
  return { applied: [...applied] };
}

/** A session lock: the engine works on connections of its own. It goes with the connection if this process dies. */
async function holdingLock<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // Unheard, the event of a connection that is lost ends the process; the next query tells why.
  client.on('error', () => {});
  try {
    await client.query('SELECT pg_advisory_lock($1)', [AdvisoryLock.migrate]);
    return await work();
  } finally {
    client.release(true);
  }
}

async function checkVersion(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ number: number; text: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text`,
  );
  for (const { number, text } of rows) refuseOldServer(number, text);
}

async function refuseReadOnly(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ standby: boolean; readonly: string }>(
    `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS readonly`,
  );
  if (rows[0]?.standby) throw new StoreError('read-only', 'The database is a read-only standby; Throughline must be connected to the primary.');
  if (rows[0]?.readonly === 'on') {
    throw new StoreError('read-only', 'The database takes no writes (default_transaction_read_only is on); Throughline must be able to write.');
  }
}

async function ownMigrations(): Promise<readonly Migration[]> {
  const directory = join(SCHEMA_DIRECTORY, 'migrations');
  const names = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map(async (name) => ({ name, sql: await readFile(join(directory, name, 'migration.sql'), 'utf8') })));
}

async function appliedMigrations(pool: pg.Pool): Promise<readonly string[]> {
  const { rows: table } = await pool.query<{ there: boolean }>(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`);
  if (!table[0]?.there) return [];
  const { rows } = await pool.query<{ name: string }>(
    'SELECT DISTINCT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY name',
  );
  return rows.map((row) => row.name);
}

function refuseUnknown(applied: readonly string[], own: readonly Migration[]): void {
  const unknown = applied.filter((name) => !own.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new StoreError(
      'newer-schema',
      `The database has migrations that this version of Throughline does not know (${unknown.join(', ')}): a newer version has used it. Start that version, or connect to another database.`,
    );
  }
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const fault = databaseFault(error);
  if (fault === 'read-only') return new StoreError('read-only', `The database takes no writes: ${message}`, { cause: error });
  if (fault === 'unavailable') return new StoreError('unavailable', `The database cannot be reached: ${message}`, { cause: error });
  return new StoreError('migration-failed', `A migration failed: ${message}`, { cause: error });
}
