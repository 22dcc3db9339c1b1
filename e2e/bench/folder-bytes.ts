import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that the files of a folder take on disk: those that were reserved and never written do not count. */
export async function folderBytes(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map(async (entry) => (await stat(join(entry.parentPath, entry.name))).blocks * 512));
  return sizes.reduce((sum, size) => sum + size, 0);
}
