/** The embedded PostgreSQL for as long as we run: one that crashes is started again, on the same port. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { afterExit, FRESH } from './restart.ts';
import { log, secondsText } from './steps.ts';
import type { Teardown } from './teardown.ts';

/** Resolves to its URL when it takes connections; it is ended by `teardown`. */
export async function keepDatabase(dataDir: string, teardown: Teardown): Promise<string> {
  const say = (line: string): void => log(`      ${line}`);
  let server = await startEmbeddedPostgres(dataDir, say);
  let stopping = false;
  void keep();
  await teardown.add(async () => {
    stopping = true;
    await server.stop();
  });
  return server.url;

  async function keep(): Promise<void> {
    for (let state = FRESH; ; ) {
      const startedAt = performance.now();
      await server.exited;
      if (stopping) return;
      const next = afterExit(state, performance.now() - startedAt);
      state = next.state;
      log(`PostgreSQL ended; it is started again in ${secondsText(next.delayMs)}`);
      await sleep(next.delayMs);
      if (stopping) return;
      server = await startAgain(server);
      if (stopping) return server.stop();
    }
  }

  async function startAgain(before: EmbeddedPostgres): Promise<EmbeddedPostgres> {
    try {
      const again = await startEmbeddedPostgres(dataDir, say);
      if (again.url !== before.url) log('PostgreSQL came back on another port: restart Throughline, since the web and the collector still look for it on the former one');
      return again;
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
      return before; // which has ended, so the next turn tries again, later
    }
  }
}
