/** The built web: made when it is missing or older than what it is made of. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { childEnvironment } from '#lib/env/process.ts';
import { CommandError } from './command.ts';
import { NEXT, NODE, ROOT } from './paths.ts';
import { spawnTethered } from './tether.ts';

const STAMP = join(ROOT, '.next/.throughline-build');

export async function isBuilt(): Promise<boolean> {
  if (!existsSync(join(ROOT, '.next/BUILD_ID')) || !existsSync(STAMP)) return false;
  return (await readFile(STAMP, 'utf8')).trim() === (await sourcesHash());
}

/** Throws `CommandError` when the build fails; what it said was shown. */
export async function buildWeb(): Promise<void> {
  // Taken before: what changes meanwhile is not in the build.
  const hash = await sourcesHash();
  const env = childEnvironment({ NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: null });
  const child = spawnTethered(NODE, [NEXT, 'build'], { signal: 'TERM', stdout: 'inherit', stderr: 'inherit', cwd: ROOT, env });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new CommandError('The web could not be built; the reason stands above.');
  await writeFile(STAMP, `${hash}\n`);
}

/** Contents, not times: a clone, a checkout and a copy have times of their own. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const path of await sources()) hash.update(`\0${relative(ROOT, path)}\0`).update(await readFile(path));
  return hash.digest('hex');
}

async function sources(): Promise<string[]> {
  const top = (await readdir(ROOT, { withFileTypes: true })).filter((entry) => entry.isFile() && isPartOfWeb(entry.name)).map((entry) => join(ROOT, entry.name));
  const below = await Promise.all(['app', 'components', 'lib', 'public'].map((folder) => filesBelow(join(ROOT, folder))));
  return [...top, ...below.flat()].filter((path) => !isOtherPart(relative(ROOT, path))).sort();
}

async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Of the files in the root: settings of the build, proxy.ts, instrumentation.ts. */
const isPartOfWeb = (name: string): boolean => /^(package-lock\.json|tsconfig\.json|next\.config\.\w+|postcss\.config\.\w+|(proxy|instrumentation(-client)?)\.ts)$/.test(name);

const isOtherPart = (path: string): boolean => /\.test\.tsx?$/.test(path) || /^lib\/(cli|collector|demo|sources)\//.test(path) || path.includes('/testing/');
