/** A Throughline of a test's own, as `npm start` runs it: web and collector on ports that stay, with a database of its own in the demo's server, on the demo's broker. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '#lib/cli/free-port.ts';
import { NODE, ROOT } from '#lib/cli/paths.ts';
import { hasExited, spawnTethered } from '#lib/cli/tether.ts';
import { childEnvironment } from '#lib/env/process.ts';
import { withDatabase } from './database.ts';
import { databaseLine, type LineState } from './database-line.ts';
import { places } from './places.ts';

export interface OwnThroughline {
  readonly url: string;
  /** Past its line to it. */
  readonly databaseUrl: string;
  /** Resolves when the web answers and the collector has reported. */
  start(): Promise<void>;
  /** All of it: web, collector and what watches over them. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** What becomes of its line to the database. */
  databaseIs(state: LineState): void;
  /** Ends it, and takes its database away. */
  close(): Promise<void>;
}

const STARTED_WITHIN_MS = 60_000;
const ENDED_WITHIN_MS = 30_000;
const ANSWERED_WITHIN_MS = 3000;

/** Reads `topics` only. */
export async function ownThroughline(topics: readonly string[]): Promise<OwnThroughline> {
  const name = `own_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const [port, collectorPort, otlpPort] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const database = new URL(places().databaseUrl);
  database.pathname = `/${name}`;
  const line = await databaseLine(database.href);
  const env = childEnvironment({
    HOST: '127.0.0.1', PORT: String(port), COLLECTOR_PORT: String(collectorPort), OTLP_HTTP_PORT: String(otlpPort), OTLP_GRPC_PORT: '0',
    DATABASE_URL: line.url, KAFKA_BROKERS: places().brokers, KAFKA_GROUP_ID: name, KAFKA_TOPICS: topics.join(','), LAG_INTERVAL_SECONDS: '1', THROUGHLINE_LOG_LEVEL: 'warn', NODE_ENV: null,
  });
  let child: ChildProcess | null = null;
  let said = '';
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child === null) return;
    child.kill(signal);
    if (!(await hasExited(child, ENDED_WITHIN_MS))) throw new Error(`It did not end:\n${said}`);
    child = null;
    while (await answers(url)) await delay(50);
  };
  return {
    url,
    databaseUrl: database.href,
    start: async () => {
      child = spawnTethered(NODE, ['lib/cli/start.ts'], { signal: 'TERM', stdout: 'pipe', stderr: 'pipe', cwd: ROOT, env });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-10_000)));
      for (const until = Date.now() + STARTED_WITHIN_MS; !(await isWell(url)); await delay(100)) {
        if (child.exitCode !== null || Date.now() > until) throw new Error(`It did not start:\n${said}`);
      }
    },
    end,
    databaseIs: line.become,
    close: async () => {
      await end('SIGTERM');
      await line.close();
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** A process that is ending may take a connection and never answer on it. */
const health = (url: string): Promise<Response> => fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(ANSWERED_WITHIN_MS) });
const answers = (url: string): Promise<boolean> => health(url).then(() => true, () => false);
const isWell = (url: string): Promise<boolean> => health(url).then(({ ok }) => ok, () => false);

const onServer = (sql: string): Promise<unknown> => withDatabase(places().databaseUrl, (client) => client.query(sql));
