/** All of Throughline on free ports and in a folder of its own, with a Kafka of its own: what `npm start` runs, and nothing of the caller's own set-up. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { KAFKA_VERSION } from '#lib/cli/local-kafka-jars.ts';
import { freePort } from '#lib/cli/free-port.ts';
import { startLocalKafka } from '#lib/cli/local-kafka.ts';
import { log, type Steps } from '#lib/cli/steps.ts';
import type { Teardown } from '#lib/cli/teardown.ts';
import { keepDatabase } from '#lib/cli/kept-database.ts';
import { NODE, ROOT } from '#lib/cli/paths.ts';
import { supervise } from '#lib/cli/supervisor.ts';
import { COLLECTOR_ARGS, collectorEnvironment, startThroughline } from '#lib/cli/throughline.ts';
import { childEnvironment } from '#lib/env/process.ts';
import { migrate } from '#lib/store/migrate.ts';

export interface Folder {
  readonly path: string;
  readonly brokers: string;
}

/** Removed at the end. */
export async function tempFolder(teardown: Teardown): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
  await chmod(path, 0o755); // as root, PostgreSQL runs as a user of its own, who must reach its data
  await teardown.add(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A folder that is removed at the end, and a broker in it. */
export async function startBroker(steps: Steps, teardown: Teardown): Promise<Folder> {
  const path = await tempFolder(teardown);
  const kafka = await steps.step('Starting a local Kafka', () => startLocalKafka({ dir: join(path, 'kafka'), jars: join(homedir(), '.cache', 'throughline', `kafka-${KAFKA_VERSION}`) }));
  await teardown.add(() => kafka.stop());
  return { path, brokers: kafka.brokers };
}

export interface Stack {
  /** Without slashes at the end. */
  readonly web: string;
  readonly otlp: string;
  readonly databaseUrl: string;
  readonly collectorPid: number;
}

/** Variables by which the caller would change what is measured. */
const OWN_SETUP = ['DATABASE_URL', 'HOST', 'OTLP_HOST', 'COLLECTOR_HOST', 'KAFKA_TOPICS', 'KAFKA_TOPICS_EXCLUDE', 'KAFKA_START', 'KAFKA_GROUP_ID', 'THROUGHLINE_TOKEN', 'THROUGHLINE_CONFIG', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

export interface Setup {
  /** Free ports. */
  readonly web: number;
  readonly collector: number;
  readonly otlp: number;
  readonly variables: Readonly<Record<string, string | null>>;
}

/** What everything is started with to be measured: its data in `path`, and `more` beside it. */
export async function benchSetup(path: string, more: Readonly<Record<string, string | null>>): Promise<Setup> {
  const [web, collector, otlp] = [await freePort(), await freePort(), await freePort()];
  const ports = { PORT: String(web), COLLECTOR_PORT: String(collector), OTLP_HTTP_PORT: String(otlp), OTLP_GRPC_PORT: '0' };
  return { web, collector, otlp, variables: { ...Object.fromEntries(OWN_SETUP.map((name) => [name, null])), THROUGHLINE_DATA_DIR: path, THROUGHLINE_LOG_LEVEL: 'error', ...ports, ...more } };
}

/** Without brokers nothing is read from Kafka. */
export async function startStack({ path, brokers }: { readonly path: string; readonly brokers: string | null }, steps: Steps, teardown: Teardown): Promise<Stack> {
  const { web, otlp, variables } = await benchSetup(path, { KAFKA_BROKERS: brokers });
  const { databaseUrl, supervision } = await startThroughline({ web: 'built', steps, teardown, variables });
  const collectorPid = supervision.status().find(({ name }) => name === 'collector')?.pid ?? 0;
  return { web: `http://127.0.0.1:${web}`, otlp: `http://127.0.0.1:${otlp}`, databaseUrl, collectorPid };
}

interface Collectors {
  readonly databaseUrl: string;
  /** Where each takes spans. */
  readonly otlp: readonly string[];
  readonly pids: readonly number[];
}

/** A new database and collectors that share it, without a web. `ready` is called between the two; it may give collectors another way to the database. */
export async function startCollectors({ path, brokers }: Folder, count: number, teardown: Teardown, ready: (databaseUrl: string) => Promise<string>): Promise<Collectors> {
  const databaseUrl = await keepDatabase(path, teardown);
  await migrate(databaseUrl);
  const way = await ready(databaseUrl);
  const setups = await Promise.all(Array.from({ length: count }, () => benchSetup(path, { KAFKA_BROKERS: brokers, DATABASE_URL: way, NODE_ENV: 'production' })));
  const programs = setups.map(({ collector, variables }, index) => ({
    name: `collector ${index + 1}`, command: NODE, args: COLLECTOR_ARGS, cwd: ROOT, env: collectorEnvironment(childEnvironment(variables)),
    ready: () => fetch(`http://127.0.0.1:${collector}/health`).then(() => true, () => false),
  }));
  const supervision = supervise(programs, { log });
  await teardown.add(() => supervision.stop());
  await supervision.ready;
  return { databaseUrl, otlp: setups.map(({ otlp }) => `http://127.0.0.1:${otlp}`), pids: supervision.status().flatMap(({ pid }) => pid ?? []) };
}
