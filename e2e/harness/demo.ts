/** The demo as `npm run demo` starts it: on free ports, in a folder of its own, and gone without a trace afterwards. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoData } from '#lib/cli/demo-data.ts';
import { startEmbeddedPostgres } from '#lib/cli/embedded-postgres.ts';
import { ensureKafkaJars, KAFKA_VERSION } from '#lib/cli/local-kafka-jars.ts';
import { freePort } from '#lib/cli/free-port.ts';
import { startLocalKafka } from '#lib/cli/local-kafka.ts';
import { NODE, ROOT } from '#lib/cli/paths.ts';
import { hasExited, spawnTethered } from '#lib/cli/tether.ts';
import { childEnvironment } from '#lib/env/process.ts';

/** Where things of the running demo are, without slashes at the end. */
export interface Places {
  readonly web: string;
  readonly collector: string;
  readonly otlp: string;
  /** Of the demo's Kafka: `127.0.0.1:9092`. */
  readonly brokers: string;
  readonly databaseUrl: string;
}

export interface RunningDemo {
  readonly places: Places;
  readonly stop: () => Promise<void>;
}

/** With this seed the first dozen orders hold a retry, a dead letter, an order without stock, and one that is no JSON. */
const PLAY = ['--rate', '1', '--seed', '345'];
const READY = /^ {2}A complete flow:/m;
const GAVE_UP = /^ {2}No order went all the way/m;
/** The demo's own patience ends before; this is for one that hangs. */
const PATIENCE_MS = 280_000;
const STOP_GRACE_MS = 40_000;

/** What is replayed has its outcome as soon as it can: nothing in the tests comes back later than at once. */
const CONFIG = { replays: { watchSeconds: 2 } };

/** Nothing of the caller's own set-up may reach it. */
const OWN_SETUP = ['DATABASE_URL', 'HOST', 'OTLP_HOST', 'COLLECTOR_HOST', 'KAFKA_BROKERS', 'KAFKA_TOPICS', 'KAFKA_TOPICS_EXCLUDE', 'KAFKA_START', 'THROUGHLINE_TOKEN', 'THROUGHLINE_CONFIG', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'NODE_OPTIONS'];

/** Resolves when an order has gone all the way and can be read. Rejects with what the demo said, and leaves nothing behind. */
export async function startDemo(): Promise<RunningDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-e2e-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as a user of its own, who must reach its data
  const [web, collector, otlp, grpc] = [await freePort(), await freePort(), await freePort(), await freePort()];
  await shareJars(folder);
  const configPath = join(folder, 'throughline.config.json');
  await writeFile(configPath, JSON.stringify(CONFIG));
  const variables = {
    ...Object.fromEntries(OWN_SETUP.map((name) => [name, null])),
    THROUGHLINE_DATA_DIR: folder,
    THROUGHLINE_CONFIG: configPath,
    THROUGHLINE_LOG_LEVEL: 'warn',
    PORT: String(web),
    COLLECTOR_PORT: String(collector),
    OTLP_HTTP_PORT: String(otlp),
    OTLP_GRPC_PORT: String(grpc),
  };
  const child = spawnTethered(NODE, ['lib/cli/demo.ts', ...PLAY], { signal: 'TERM', stdout: 'pipe', stderr: 'pipe', cwd: ROOT, env: childEnvironment(variables) });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000)));

  const stop = async () => {
    child.kill('SIGTERM');
    // Killed, it takes with it what it started: everything is tethered to it.
    if (!(await hasExited(child, STOP_GRACE_MS))) child.kill('SIGKILL');
    await hasExited(child, STOP_GRACE_MS);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const until = Date.now() + PATIENCE_MS; !READY.test(said); ) {
      if (GAVE_UP.test(said) || Date.now() > until) throw new Error(`The demo did not come up:\n${said}`);
      if (await hasExited(child, 200)) throw new Error(`The demo ended by itself:\n${said}`);
    }
    const { dir, kafkaDir, jarsDir } = demoData(folder);
    // Both run already: these meet them, and stop nothing.
    const kafka = await startLocalKafka({ dir: kafkaDir, jars: jarsDir });
    const postgres = await startEmbeddedPostgres(dir);
    const at = (port: number) => `http://127.0.0.1:${port}`;
    return { places: { web: at(web), collector: at(collector), otlp: at(otlp), brokers: kafka.brokers, databaseUrl: postgres.url }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** 45 MB that do not change are fetched once for all tests. */
async function shareJars(folder: string): Promise<void> {
  const cache = join(homedir(), '.cache', 'throughline');
  const jars = join(cache, `kafka-${KAFKA_VERSION}`);
  await mkdir(cache, { recursive: true });
  await ensureKafkaJars(jars, (line) => process.stderr.write(`${line}\n`));
  await symlink(jars, demoData(folder).jarsDir);
}
