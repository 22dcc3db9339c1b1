/** A disk of a test's own that can really be full: a tmpfs, which only root may mount. For the long form; the short one has PostgreSQL answer as it would. */
import { chmod, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runText } from '#lib/cli/local-kafka-command.ts';

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
}

export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'throughline-small-disk-'));
  await runText('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
  await chmod(path, 0o755);
  const filler = join(path, 'filler');
  return {
    path,
    fill: async () => {
      const { bavail, bsize } = await statfs(path);
      await runText('fallocate', ['-l', String(bavail * bsize), filler]);
    },
    free: () => rm(filler, { force: true }),
    [Symbol.asyncDispose]: async () => {
      await runText('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}
