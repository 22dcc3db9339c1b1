/** What was measured, as a table for people. */
import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '#lib/cli/paths.ts';
import { withDatabase } from '../harness/database.ts';
import type { Answered } from './ask.ts';
import type { Filled } from './fill.ts';

/** In milliseconds, for each question by itself. */
export const TARGET_P95 = 50;

export const missed = (answered: readonly Answered[]): readonly Answered[] => answered.filter(({ route, took }) => route.startsWith('/') && (took.p95 ?? Infinity) > TARGET_P95);

export const table = (answered: readonly Answered[]): string =>
  ['| route | asked | p50 | p95 | slowest |', '|---|---|---|---|---|', ...answered.map(({ route, name, took }) => `| ${route} | ${name} | ${ms(took.p50)} | ${ms(took.p95)} | ${ms(took.max)} |`)].join('\n');

/** `command` is what was typed. */
export async function markdown(answered: readonly Answered[], { flows, keys }: Filled, databaseUrl: string, command: string): Promise<string> {
  const [cpu] = cpus();
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const postgres = await withDatabase(databaseUrl, async (client) => (await client.query<{ server_version: string }>('SHOW server_version')).rows[0]?.server_version ?? 'unknown');
  const late = missed(answered);
  return `# Performance of the list

Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}, with ${flows.toLocaleString('en')} flows and ${keys.toLocaleString('en')} keys. Run it to know your own machine; the database, the web, the collector and whoever asks share it.

${late.length === 0 ? `Every question is answered within ${TARGET_P95} ms, 95 of 100 times.` : `Over ${TARGET_P95} ms at p95: ${late.map(({ route, name }) => `${name} (${route})`).join('; ')}.`}

${table(answered)}

- Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}
- Versions: Throughline ${version}, Node ${process.versions.node}, PostgreSQL ${postgres}

## What is measured

The time from a request over HTTP to the last byte of its answer. Flows of seven days, of 30 kinds, over 40 services and 60 topics, one to six of each; 93% completed, 3% failed, 1% stalled, 1% compensated, 2% in flight. All questions are asked in random order, one at a time, with other values each time. Target: p95 within ${TARGET_P95} ms for each question. What the page asks at once is measured too, without a target of its own.
`;
}

const ms = (value: number | null): string => (value === null ? 'never' : `${value.toFixed(value < 10 ? 1 : 0)} ms`);
