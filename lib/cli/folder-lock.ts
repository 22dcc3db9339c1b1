/** One process at a time on a folder. The mark of a process that is gone counts for nothing. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './local-kafka-process.ts';

const RETRY_MS = 100;

export async function holdingFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const mark = join(folder, 'starting');
  while (!(await take(mark))) {
    const holder = Number(await readFile(mark, 'utf8').catch(() => '0'));
    if (holder > 0 && !isAlive(holder)) await rm(mark, { force: true });
    else await sleep(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(mark, { force: true });
  }
}

async function take(mark: string): Promise<boolean> {
  try {
    await writeFile(mark, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
