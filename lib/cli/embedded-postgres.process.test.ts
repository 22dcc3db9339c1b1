import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive } from './local-kafka-process.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'throughline-postgres-'));
  chmodSync(dataDir, 0o755);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const pidFile = () => join(dataDir, 'postgres/data/postmaster.pid');

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // a server that is killed below us is what these tests are about
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('it starts, is found again with its data and its port, and ends', { timeout: 180_000 }, async () => {
  const first = await startEmbeddedPostgres(dataDir);
  expect(first.url).toMatch(/^postgresql:\/\/throughline:[0-9a-f]{48}@127\.0\.0\.1:\d+\/throughline$/);
  await query(first.url, 'CREATE TABLE kept (n int)');
  await query(first.url, 'INSERT INTO kept VALUES (1)');
  expect(statSync(join(dataDir, 'postgres/server.json')).mode & 0o777).toBe(0o600);
  await first.stop();
  await first.exited;
  expect(isAlive(first.pid)).toBe(false);
  expect(existsSync(pidFile())).toBe(false);

  const second = await startEmbeddedPostgres(dataDir);
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await second.stop();
});

test('a second start on the same folder shares the server and leaves it to the first', async () => {
  const [one, other] = await Promise.all([startEmbeddedPostgres(dataDir), startEmbeddedPostgres(dataDir)]);
  expect(one.url).toBe(other.url);
  expect(one.owned).not.toBe(other.owned);
  const [owner, guest] = one.owned ? [one, other] : [other, one];
  await guest.stop();
  expect(await query(owner.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  await owner.stop();
});

test('it stops while clients are connected', async () => {
  const server = await startEmbeddedPostgres(dataDir);
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => {});
  await client.connect();
  await server.stop();
  expect(isAlive(server.pid)).toBe(false);
});

test('a server that was killed recovers what was committed', { timeout: 180_000 }, async () => {
  const server = await startEmbeddedPostgres(dataDir);
  await query(server.url, 'INSERT INTO kept VALUES (2)');
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
  expect(existsSync(pidFile())).toBe(true);
  const again = await startEmbeddedPostgres(dataDir);
  expect(await query(again.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  await again.stop();
});

test('a mark that names a process of somebody else is no server', async () => {
  const lines = ['', dataDir, '1790000000', '1', '', '127.0.0.1', '', 'ready', ''];
  lines[0] = String(process.pid);
  writeFileSync(pidFile(), lines.join('\n'));
  const server = await startEmbeddedPostgres(dataDir);
  expect(server.owned).toBe(true);
  await server.stop();
});

test('an owner that is killed takes the server along, and nothing is lost', { timeout: 180_000 }, async () => {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
    await startEmbeddedPostgres(${JSON.stringify(dataDir)});
    setInterval(() => {}, 1e6);
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  await vi.waitFor(() => expect(readFileSync(pidFile(), 'utf8')).toContain('ready'), { timeout: 60_000, interval: 100 });
  const pid = Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 30_000, interval: 100 });
  const server = await startEmbeddedPostgres(dataDir);
  expect(await query(server.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 2 }]);
  await server.stop();
});

test('a database of another version is refused in words', async () => {
  const versionFile = join(dataDir, 'postgres/data/PG_VERSION');
  const version = readFileSync(versionFile, 'utf8');
  writeFileSync(versionFile, '13\n');
  await expect(startEmbeddedPostgres(dataDir)).rejects.toThrow(/written by PostgreSQL 13, and this is PostgreSQL \d+/);
  writeFileSync(versionFile, version);
});
