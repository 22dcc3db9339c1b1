/**
 * A real Apache Kafka for the demo and the tests: one KRaft node in a folder of its own, without Docker.
 *
 * The folder holds the log (`data/`), what the broker says (`kafka.log`), and `broker.json`: the port, remembered so that
 * clients find it again, and who runs it now. Starts on one folder meet: a second one shares the broker of the first.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve as resolvePath } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runText } from '#lib/cli/local-kafka-command.ts';
import { log4jProperties, serverProperties, type LocalKafkaPorts, type LocalKafkaUser } from '#lib/cli/local-kafka-config.ts';
import { ensureKafkaJars, KAFKA_VERSION, requireJava } from '#lib/cli/local-kafka-jars.ts';
import { freePort } from '#lib/cli/free-port.ts';
import { answers, endProcess, isAlive, isBrokerOf, spawnTethered } from '#lib/cli/local-kafka-process.ts';

export interface LocalKafkaOptions {
  /** Where its data is kept. */
  readonly dir: string;
  /** Where the jars are kept, to be shared between brokers; `<dir>/jars` by default. */
  readonly jars?: string;
  /** A free one is chosen and remembered by default. */
  readonly port?: number;
  /** Adds a SASL_PLAINTEXT and an SSL listener with this user. */
  readonly user?: LocalKafkaUser;
  readonly log?: (line: string) => void;
}

export interface LocalKafka {
  /** `127.0.0.1:9092` */
  readonly brokers: string;
  readonly pid: number;
  /** Addresses of the listeners with password and certificate; null where no user was given. */
  readonly secured: { readonly sasl: string; readonly ssl: string; readonly caFile: string } | null;
  /** Ends the broker, data flushed. A broker that another process started is left to that one. */
  stop(): Promise<void>;
}

interface Running {
  readonly pid: number;
  /** The process that started it and will stop it. */
  readonly owner: number;
  readonly ports: LocalKafkaPorts;
}

const START_TIMEOUT_MS = 120_000;
const STOP_GRACE_MS = 15_000;

/** Resolves when the broker takes requests. Throws with a sentence for people where Java or Maven is missing, or the broker does not start. */
export async function startLocalKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const dir = resolvePath(options.dir);
  const log = options.log ?? (() => {});
  await mkdir(dir, { recursive: true });
  const release = await holdFolder(dir);
  try {
    return await startAlone(dir, options, log);
  } finally {
    await release();
  }
}

async function startAlone(dir: string, options: LocalKafkaOptions, log: (line: string) => void): Promise<LocalKafka> {
  const running = await findRunning(dir);
  if (running !== null) return handle(dir, running, options.user);

  await requireJava();
  const jars = resolvePath(options.jars ?? join(dir, 'jars'));
  await ensureKafkaJars(jars, log);
  const ports = await choosePorts(dir, options);
  await writeFile(join(dir, 'server.properties'), serverProperties(dir, ports, options.user));
  await writeFile(join(dir, 'log4j2.properties'), log4jProperties(dir));
  await prepareStorage(dir, jars, options.user);

  const pid = await launch(dir, jars, ports);
  log(`Kafka ${KAFKA_VERSION} listens on 127.0.0.1:${ports.plain}`);
  return handle(dir, { pid, owner: process.pid, ports }, options.user);
}

/** One start at a time on a folder; the mark of a process that is gone counts for nothing. */
async function holdFolder(dir: string): Promise<() => Promise<void>> {
  const mark = join(dir, 'starting');
  for (;;) {
    const taken = await writeFile(mark, String(process.pid), { flag: 'wx' }).then(() => false, (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return true;
      throw error;
    });
    if (!taken) return () => rm(mark, { force: true });
    const holder = Number(await readFile(mark, 'utf8').catch(() => '0'));
    if (holder > 0 && !isAlive(holder)) await rm(mark, { force: true });
    else await sleep(100);
  }
}

/** The broker that runs on this folder; waits for one whose owner is gone to end. */
async function findRunning(dir: string): Promise<Running | null> {
  const known = await readRunning(dir);
  if (known === null || !(await isBrokerOf(known.pid, dir))) return null;
  if (isAlive(known.owner) && (await untilAnswers(known.pid, known.ports.plain))) return known;
  await endProcess(known.pid, STOP_GRACE_MS);
  return null;
}

async function choosePorts(dir: string, options: LocalKafkaOptions): Promise<LocalKafkaPorts> {
  const before = (await readRunning(dir))?.ports;
  const plain = await freePort(options.port ?? before?.plain);
  const controller = await freePort(before?.controller);
  if (!options.user) return { plain, controller };
  return { plain, controller, sasl: await freePort(before?.sasl), ssl: await freePort(before?.ssl) };
}

async function prepareStorage(dir: string, jars: string, user: LocalKafkaUser | undefined): Promise<void> {
  if (user && !existsSync(join(dir, 'ca.pem'))) await makeCertificate(dir, user);
  // A start that was killed while it formatted leaves a folder without this file; formatting again is harmless.
  if (existsSync(join(dir, 'data', 'meta.properties'))) return;
  const tool = ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', join(jars, '*'), 'kafka.tools.StorageTool'];
  const scram = user
    ? ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${user.username},password=${user.password}]`])
    : [];
  const id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  // Kafka's ids must not start with a dash, so that they can be arguments.
  await runText('java', [...tool, 'format', '-t', id.replace(/^-/, 'A'), '-c', join(dir, 'server.properties'), ...scram]);
}

async function makeCertificate(dir: string, user: LocalKafkaUser): Promise<void> {
  const store = ['-keystore', join(dir, 'broker.p12'), '-storetype', 'PKCS12', '-storepass', user.password, '-alias', 'broker'];
  await rm(join(dir, 'broker.p12'), { force: true });
  await runText('keytool', ['-genkeypair', ...store, '-keyalg', 'EC', '-groupname', 'secp256r1', '-dname', 'CN=127.0.0.1', '-ext', 'SAN=ip:127.0.0.1,dns:localhost', '-ext', 'bc:c', '-validity', '3650']);
  await runText('keytool', ['-exportcert', ...store, '-rfc', '-file', join(dir, 'ca.pem')]);
}

async function launch(dir: string, jars: string, ports: LocalKafkaPorts): Promise<number> {
  const child = spawnTethered(
    'java',
    [
      '-Xmx400m', '-Xms128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true',
      `-Dlog4j2.configurationFile=${join(dir, 'log4j2.properties')}`,
      '-cp', join(jars, '*'), 'kafka.Kafka', join(dir, 'server.properties'),
    ],
    join(dir, 'kafka.out'),
  );
  const pid = child.pid;
  if (pid === undefined) throw new Error('Java could not be started for the local Kafka');
  await writeRunning(dir, { pid, owner: process.pid, ports });
  if (await untilAnswers(pid, ports.plain)) return pid;
  await endProcess(pid, 1000);
  const said = (await Promise.all(['kafka.out', 'kafka.log'].map((name) => readFile(join(dir, name), 'utf8').catch(() => '')))).join('').trim();
  throw new Error(`The local Kafka did not start (its data and log are in ${dir}):\n${said.slice(-1500)}`);
}

async function untilAnswers(pid: number, port: number): Promise<boolean> {
  for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until; await sleep(100)) {
    if (!isAlive(pid)) return false;
    // The socket opens as the last step of the broker's start.
    if (await answers(port)) return true;
  }
  return false;
}

function handle(dir: string, { pid, owner, ports }: Running, user: LocalKafkaUser | undefined): LocalKafka {
  const { sasl, ssl } = ports;
  const address = (port: number): string => `127.0.0.1:${port}`;
  return {
    brokers: address(ports.plain),
    pid,
    secured: user && sasl !== undefined && ssl !== undefined ? { sasl: address(sasl), ssl: address(ssl), caFile: join(dir, 'ca.pem') } : null,
    stop: async () => {
      if (owner === process.pid) await endProcess(pid, STOP_GRACE_MS);
    },
  };
}

async function readRunning(dir: string): Promise<Running | null> {
  const text = await readFile(join(dir, 'broker.json'), 'utf8').catch(() => null);
  // Written by writeRunning alone, in one step.
  return text === null ? null : (JSON.parse(text) as Running);
}

async function writeRunning(dir: string, running: Running): Promise<void> {
  const part = join(dir, `broker.json.${process.pid}`);
  await writeFile(part, JSON.stringify(running));
  await rename(part, join(dir, 'broker.json'));
}
