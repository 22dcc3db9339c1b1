/** How the program of each language is made ready, once, in a folder outside of the checkout, and started. Versions are pinned in its own files. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { NODE } from '#lib/cli/paths.ts';
import { runText } from '#lib/cli/local-kafka-command.ts';
import type { Language } from './recordings.ts';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

const AGENT = 'opentelemetry-javaagent-2.33.1.jar';
const HERE = import.meta.dirname;
const CACHE = join(homedir(), '.cache', 'throughline', 'recorders');

export const PREPARE: Readonly<Record<Language, () => Promise<Program>>> = {
  java: () => jvm('java', ['java/Recorder'], AGENT),
  spring: () => jvm('spring', ['spring/SpringRecorder'], AGENT),
  micrometer: () => jvm('micrometer', ['spring/SpringRecorder', 'micrometer/MicrometerRecorder'], null),
  kafkajs: async () => ({ file: NODE, args: ['--disable-warning=TimeoutNegativeWarning', join(HERE, 'kafkajs/recorder.ts')] }),
  python: async () => {
    const venv = join(CACHE, 'python');
    if (!existsSync(venv)) await runText('python3', ['-m', 'venv', venv]);
    await runText(join(venv, 'bin/pip'), ['install', '--quiet', '--requirement', join(HERE, 'python/requirements.txt')]);
    return { file: join(venv, 'bin/python'), args: [join(HERE, 'python/recorder.py')] };
  },
  go: async () => {
    const binary = join(CACHE, 'go-recorder');
    await runText('go', ['build', '-o', binary, '.'], { cwd: join(HERE, 'go') });
    return { file: binary, args: [] };
  },
};

/** The last of the sources has the `main`. */
async function jvm(language: 'java' | 'spring' | 'micrometer', sources: readonly string[], agent: string | null): Promise<Program> {
  const jars = join(CACHE, language, 'jars');
  const classes = join(CACHE, language, 'classes');
  await mkdir(classes, { recursive: true });
  await runText('mvn', ['-B', '-q', '-ntp', '-f', join(HERE, language, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`, '-DincludeScope=runtime']);
  const files = ['java/Journal', 'java/Orders', ...sources].map((name) => join(HERE, `${name}.java`));
  await runText('javac', ['-parameters', '-cp', join(jars, '*'), '-d', classes, ...files]);
  const agents = agent === null ? [] : [`-javaagent:${join(jars, agent)}`];
  return { file: 'java', args: ['-Xmx400m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...agents, '-cp', [join(jars, '*'), classes].join(delimiter), basename(sources.at(-1) ?? '')] };
}
