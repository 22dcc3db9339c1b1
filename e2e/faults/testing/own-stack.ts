/** A PostgreSQL and a Kafka of a test's own, which it may stop, kill and start again on the same ports. */
import { chmodSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startLocalKafka } from '#lib/cli/local-kafka.ts';
import { isAlive } from '#lib/cli/local-kafka-process.ts';
import { killBroker } from '#lib/sources/kafka/testing/kill-broker.ts';
import { migrate } from '#lib/store/migrate.ts';
import { openQueryStore, type QueryStore } from '#lib/store/query-store.ts';

/** Loaded by Node itself: it asks where its packages are, which vitest's loader cannot tell. */
const { startEmbeddedPostgres } = createRequire(import.meta.url)('../../../lib/cli/embedded-postgres.ts') as typeof import('#lib/cli/embedded-postgres.ts');

export interface OwnServer {
  /** Does nothing where it runs. */
  start(): Promise<void>;
  /** As an operator stops it. */
  stop(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface OwnPostgres extends OwnServer, AsyncDisposable {
  readonly url: string;
  /** SIGSTOP of the server and all its sessions: every connection stays open, and nothing is answered. */
  hang(): Promise<void>;
  /** SIGCONT of all. */
  goOn(): void;
  /** Whether it has ended by itself; then `start` starts it. */
  hasEnded(): Promise<boolean>;
  /** Of the test itself. */
  readonly store: QueryStore;
}

/** Migrated. `parent` is where its folder is made. */
export async function ownPostgres(parent = tmpdir()): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(parent, 'throughline-own-postgres-'));
  chmodSync(folder, 0o755); // as root the server runs as the user `postgres`, who must reach its data
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>> | null = await startEmbeddedPostgres(folder);
  const { url } = server;
  await migrate(url);
  const store = openQueryStore({ url, application: 'throughline test', poolSize: 4 });
  const stop = async (): Promise<void> => {
    await server?.stop();
    server = null;
  };
  let hanging: readonly number[] = [];
  const goOn = (): void => {
    for (const pid of hanging) process.kill(pid, 'SIGCONT');
    hanging = [];
  };
  return {
    url,
    store,
    hang: async () => {
      if (server === null) return;
      const { pid } = server;
      process.kill(pid, 'SIGSTOP'); // first: it makes no more sessions then
      hanging = [pid, ...(await childrenOf(pid))];
      for (const each of hanging) process.kill(each, 'SIGSTOP');
    },
    goOn,
    start: async () => {
      server ??= await startEmbeddedPostgres(folder);
      if (server.url !== url) throw new Error('Another program took the port of the database meanwhile');
    },
    hasEnded: async () => {
      if (server === null || isAlive(server.pid)) return false;
      server = null;
      return true;
    },
    stop,
    kill: async () => {
      if (server === null) return;
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
      server = null;
    },
    [Symbol.asyncDispose]: async () => {
      goOn();
      await store.close();
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Linux: as /proc says. */
const childrenOf = async (pid: number): Promise<readonly number[]> => (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').filter((text) => text !== '').map(Number);

export interface OwnKafka extends OwnServer, AsyncDisposable {
  readonly brokers: string;
}

export async function ownKafka(): Promise<OwnKafka> {
  const dir = await mkdtemp(join(tmpdir(), 'throughline-own-kafka-'));
  const { jars } = inject('kafka');
  let broker: Awaited<ReturnType<typeof startLocalKafka>> | null = await startLocalKafka({ dir, jars });
  const { brokers } = broker;
  const stop = async (): Promise<void> => {
    await broker?.stop();
    broker = null;
  };
  return {
    brokers,
    start: async () => {
      broker ??= await startLocalKafka({ dir, jars });
      if (broker.brokers !== brokers) throw new Error('Another program took the port of the broker meanwhile');
    },
    stop,
    kill: async () => {
      if (broker === null) return;
      await killBroker(broker);
      broker = null;
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
