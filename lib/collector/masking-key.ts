/** The key of the masks' hashes, where no setting gives one. docs/decisions/masking-key.md says why it stands in a file. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync, linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'masking.key';

/**
 * Reads the key from the data folder, and makes it there the first time. Throws in plain words where it cannot be read, or others may read it.
 * Two collectors that start at once in one folder take the same: a link to a file that is whole either succeeds or finds the other's.
 */
export function maskingKeyIn(dataDir: string): Buffer {
  const path = join(dataDir, FILE);
  const known = readKey(path);
  if (known !== null) return known;
  mkdirSync(dataDir, { recursive: true });
  const own = join(dataDir, `${FILE}.${process.pid}`);
  writeFileSync(own, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(own, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(own, { force: true });
  }
  const made = readKey(path);
  if (made === null) throw new Error(`${path} was made and is not there.`);
  return made;
}

/** Null where there is none. */
function readKey(path: string): Buffer | null {
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0) throw new Error(`${path} may be read by other users of this machine, and who has it can guess what was masked. Take the rights away: chmod 600 ${path}`);
    const text = readFileSync(path, 'utf8').trim();
    if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`${path} does not hold the key that was written there, 64 hex digits. Put it back: with another one, what is masked from now on compares with nothing masked before.`);
    return Buffer.from(text, 'hex');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean => error instanceof Error && (error as NodeJS.ErrnoException).code === code;
