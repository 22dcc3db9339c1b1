/** A real client made ready with Maven, once: its jars and its classes are kept in a folder outside of the checkout, named after what they are made of. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runText } from '#lib/cli/local-kafka-command.ts';

const CACHE = join(homedir(), '.cache', 'throughline', 'clients');

/** The class path of the client whose `pom.xml` and sources are in the folder `name` beside this. Needs no network once it was built; two may build it at once. */
export async function buildClient(name: 'connect' | 'spring'): Promise<string> {
  const sources = join(import.meta.dirname, name);
  const files = (await readdir(sources)).toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(await readFile(join(sources, file)));
  const folder = join(CACHE, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(folder)) await build(sources, files.filter((file) => file.endsWith('.java')), folder);
  return [join(folder, 'classes'), sources, join(folder, 'jars', '*')].join(delimiter);
}

async function build(sources: string, java: readonly string[], folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(`${folder}.part-`);
  try {
    const jars = join(work, 'jars');
    await runText('mvn', ['-B', '-q', '-ntp', '-f', join(sources, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`]);
    if (java.length > 0) await compile(sources, java, jars, join(work, 'classes'));
    await rename(work, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** With Eclipse's compiler, which is among the jars: what runs Java need not have one. */
async function compile(sources: string, java: readonly string[], folder: string, classes: string): Promise<void> {
  const jars = (await readdir(folder)).map((jar) => join(folder, jar));
  const compiler = jars.find((jar) => /[/\\]ecj-[^/\\]+$/.test(jar));
  if (compiler === undefined) throw new Error(`${join(sources, 'pom.xml')} names no compiler (org.eclipse.jdt:ecj)`);
  await runText('java', ['-jar', compiler, '-17', '-g', '-parameters', '-nowarn', '-cp', jars.join(delimiter), '-d', classes, ...java.map((file) => join(sources, file))]);
}
