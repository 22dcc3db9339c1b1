import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrate } from '#lib/store/migrate.ts';
import { freshDatabase } from '#lib/store/testing/fresh-store.ts';

async function emptyDatabase(): Promise<{ url: string; pool: pg.Pool }> {
  const { url, drop } = await freshDatabase();
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  onTestFinished(async () => {
    await pool.end();
    await drop();
  });
  return { url, pool };
}

const MIGRATIONS = readdirSync('prisma/migrations', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

/** How many migrations were begun, finished or not. */
const begun = async (pool: pg.Pool): Promise<number> =>
  (await pool.query<{ count: number }>('SELECT count(DISTINCT migration_name)::int AS count FROM _prisma_migrations').catch(() => ({ rows: [] }))).rows[0]?.count ?? 0;

describe('migrate', () => {
  test('applies every migration once and makes the days', async () => {
    const { url, pool } = await emptyDatabase();
    expect(await migrate(url)).toEqual({ applied: MIGRATIONS });
    expect(await migrate(url)).toEqual({ applied: [] });
    const { rows } = await pool.query(`SELECT count(*)::int AS days FROM pg_inherits WHERE inhparent = 'event'::regclass`);
    expect(rows).toEqual([{ days: 5 }]);
    const { rows: history } = await pool.query('SELECT migration_name, applied_steps_count, finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY started_at');
    expect(history).toEqual(MIGRATIONS.map((name) => ({ migration_name: name, applied_steps_count: 1, finished: true })));
  });

  test('two processes at once migrate once', async () => {
    const { url } = await emptyDatabase();
    const both = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(both.flatMap(({ applied }) => applied)).toEqual(MIGRATIONS);
  });

  test('refuses a database that a newer version has migrated', async () => {
    const { url, pool } = await emptyDatabase();
    await migrate(url);
    await pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('x', 'x', '20991231000000_future', now(), 1)`,
    );
    await expect(migrate(url)).rejects.toMatchObject({ code: 'newer-schema', message: expect.stringContaining('20991231000000_future') });
  });

  test('says that a read-only database takes no writes', async () => {
    const { url, pool } = await emptyDatabase();
    await pool.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`);
    await expect(migrate(url)).rejects.toMatchObject({ code: 'read-only', message: expect.stringContaining('takes no writes') });
  });

  test('says that nobody answers', async () => {
    await expect(migrate('postgresql://nobody@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a table of another product in the way fails as a whole and says why', async () => {
    const { url, pool } = await emptyDatabase();
    await pool.query('CREATE TABLE process_status (id int)');
    await expect(migrate(url)).rejects.toMatchObject({ code: 'migration-failed' });
    const { rows } = await pool.query(`SELECT to_regclass('topic') AS topic`);
    expect(rows).toEqual([{ topic: null }]);
    // Once it is out of the way a start is enough.
    await pool.query('DROP TABLE process_status');
    expect(await migrate(url)).toEqual({ applied: MIGRATIONS });
  });

  test('a process that is killed in the midst of it leaves nothing that keeps the next from going on', async () => {
    const { url, pool } = await emptyDatabase();
    for (const most of [0, 7]) {
      const child = fork(join(import.meta.dirname, 'testing/child-migrate.ts'), [url], { execArgv: [] });
      const ended = once(child, 'exit');
      while ((await begun(pool)) <= most);
      child.kill('SIGKILL');
      await ended;
    }
    await migrate(url);
    const { rows } = await pool.query('SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name');
    expect(rows).toEqual(MIGRATIONS.map((name) => ({ migration_name: name })));
    expect(await migrate(url)).toEqual({ applied: [] });
  });
});
