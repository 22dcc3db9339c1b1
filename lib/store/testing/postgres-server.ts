/** vitest's global setup: one real PostgreSQL for the run, with a migrated database that every test's own is cloned from. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '#lib/store/migrate.ts';
import { TEMPLATE_DATABASE } from '#lib/store/testing/template.ts';

/** The product's own server, loaded by Node itself: it asks where its packages are, which vitest's loader cannot tell. */
const { startEmbeddedPostgres } = createRequire(import.meta.url)('../../cli/embedded-postgres.ts') as typeof import('#lib/cli/embedded-postgres.ts');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
  chmodSync(folder, 0o755); // as root the server runs as the user `postgres`, who must reach its data
  const server = await startEmbeddedPostgres(folder);
  const teardown = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = server.url.slice(0, server.url.lastIndexOf('/'));
    await prepare(`${url}/postgres`);
    await migrate(`${url}/${TEMPLATE_DATABASE}`);
    project.provide('postgresUrl', url);
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

async function prepare(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('ALTER SYSTEM SET fsync = off'); // no test survives a power cut
    await client.query('SELECT pg_reload_conf()');
    await client.query(`CREATE DATABASE "${TEMPLATE_DATABASE}"`);
  } finally {
    await client.end();
  }
}
