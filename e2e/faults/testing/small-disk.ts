/** A disk of a test's own that can really be full: a tmpfs, which only root may mount. For the long form; the short one has PostgreSQL answer as it would. */
import { appendFile, chmod, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runText } from '#lib/cli/local-kafka-command.ts';

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes all the room that is left, and what is given back by others until `free`. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
}

const MIB = 1024 * 1024;
/** Whoever else writes may take some of what was free a moment ago, and all of it cannot be had at once then. */
const LEFT_TO_BE_WRITTEN = 64 * MIB;
const REFILLED_AFTER_MS = 100;

export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'throughline-small-disk-'));
  await runText('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
  await chmod(path, 0o755);
  const filler = join(path, 'filler');
  let filling = new AbortController();
  let keeping: Promise<void> = Promise.resolve();
  const keepFull = async (): Promise<void> => {
    while (!filling.signal.aborted) {
      await fillUp(filler);
      await sleep(REFILLED_AFTER_MS, undefined, { signal: filling.signal }).catch(() => undefined);
    }
  };
  const free = async (): Promise<void> => {
    filling.abort();
    await keeping;
    await rm(filler, { force: true });
  };
  return {
    path,
    fill: async () => {
      const { bavail, bsize } = await statfs(path);
      await runText('fallocate', ['-l', String(Math.max(1, bavail * bsize - LEFT_TO_BE_WRITTEN)), filler]);
      await fillUp(filler);
      filling = new AbortController();
      keeping = keepFull();
      keeping.catch(() => undefined); // told by `free`
    },
    free,
    [Symbol.asyncDispose]: async () => {
      await free();
      await runText('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Writes until nothing more can be written. */
async function fillUp(filler: string): Promise<void> {
  for (let bytes = MIB; bytes >= 1; ) {
    try {
      await appendFile(filler, Buffer.alloc(bytes));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      bytes = Math.floor(bytes / 16);
    }
  }
}
