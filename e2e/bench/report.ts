/** All parts that were measured, each when it ran last: kept as JSON beside the report, and told in it. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KAFKA_VERSION } from '#lib/cli/local-kafka-jars.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { growthChart } from './growth-chart.ts';
import type { Line, PartResult } from './result.ts';

interface Kept extends PartResult {
  /** What was typed. */
  readonly command: string;
  /** RFC 3339. */
  readonly at: string;
  readonly machine: string;
  /** What else ran: processes that wanted a processor in the minute before. */
  readonly load?: number;
  /** Of the code, with a word where it was changed since; absent without git. */
  readonly commit?: string;
}

/** By the part's name; of the look-up each size is a part of its own. */
type Results = Readonly<Record<string, Kept>>;

/** Beside the report. */
export const CHART = 'performance-growth.svg';

export const resultsPath = (report: string): string => report.replace(/\.md$/, '.json');

export async function readResults(path: string): Promise<Results> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return JSON.parse(text) as Results;
}

export const writeResults = (path: string, results: Results): Promise<void> => writeFile(path, `${JSON.stringify(results, null, 2)}\n`);

export const machine = (): string => `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`;

/** As Linux tells it; elsewhere 0 may be said, which tells nothing. */
export const loadNow = (): { readonly load?: number } => (loadavg()[0] ? { load: Math.round(loadavg()[0]! * 10) / 10 } : {});

/** What is measured. */
export async function codeNow(): Promise<{ readonly commit?: string }> {
  const git = async (...args: string[]): Promise<string> => (await promisify(execFile)('git', args, { cwd: ROOT })).stdout.trim();
  try {
    const [commit, changes] = await Promise.all([git('rev-parse', '--short', 'HEAD'), git('status', '--porcelain', '--', 'app', 'components', 'e2e', 'lib', 'prisma', 'package-lock.json')]);
    return { commit: changes === '' ? commit : `${commit}, changed` };
  } catch {
    return {};
  }
}

export function table(lines: readonly Line[]): string {
  return ['| what | measured | target | |', '|---|---|---|---|', ...lines.map(({ what, figure, target, met }) => `| ${what} | ${figure} | ${target ?? ''} | ${met === null ? '' : met ? 'met' : '**missed**'} |`)].join('\n');
}

export async function markdown(results: Results, titles: ReadonlyMap<string, string>): Promise<string> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const order = [...titles.keys()];
  const kept = Object.entries(results).toSorted(([a], [b]) => order.indexOf(partOf(a)) - order.indexOf(partOf(b)) || a.localeCompare(b, 'en', { numeric: true }));
  const all = kept.flatMap(([, { lines }]) => lines);
  const judged = all.filter(({ met }) => met !== null);
  const sections = kept.map(([name, { lines, notes, at, command, load, commit }]) => [`## ${titles.get(partOf(name)) ?? name}${name.includes('@') ? ` (${name.split('@')[1]} million)` : ''}`, '', table(lines), '', ...notes.flatMap((note) => [note, '']), `Measured ${at.slice(0, 16).replace('T', ' ')} UTC by \`${command}\`${commit === undefined ? '' : ` of ${commit}`}${load === undefined ? '' : `, beside a load of ${load} when it began`}.`].join('\n'));
  const sizes = kept.filter(([name]) => name.startsWith('lookup@'));
  const growth = sizes.length < 2 ? [] : ['## How cost grows', ...(chart(results) === null ? [] : [`![How a flow by its key, and the disk, grow with the records that are stored](${CHART})`]), ['| records | warm | each asked for once | cold | on disk |', '|---|---|---|---|---|', ...sizes.map(([name, { lines }]) => `| ${name.split('@')[1]} million | ${lines.map(({ figure }) => figure).join(' | ')} |`)].join('\n')];
  return `# Performance

Written by \`npm run bench\`. Run it to know your own machine; the load, the broker, the database, Throughline, its peers and the browser share it. Ratios say more than figures.

- Targets met: ${judged.filter(({ met }) => met).length} of ${judged.length}
- Machine: ${[...new Set(kept.map(([, each]) => each.machine))].join('; ')}
- Versions: Throughline ${version}, Node ${process.versions.node}, PostgreSQL 18.4, Kafka ${KAFKA_VERSION}${[...new Set(kept.flatMap(([, { versions = [] }]) => versions))].map((each) => `, ${each}`).join('')}
- \`npm run bench -- --only ${order.slice(0, 2).join(',')}\` measures these parts alone and keeps what is told here of the others. Peers are built as [peers.md](peers.md) says.

${[...growth, ...sections].join('\n\n')}
`;
}

/** Of the look-up, where more than one size was measured. */
export function chart(results: Results): string | null {
  const sizes = Object.entries(results).flatMap(([name, { drawn }]) => (name.startsWith('lookup@') && drawn !== undefined ? [{ millions: Number(name.split('@')[1]), drawn }] : []));
  const [first] = sizes;
  if (first === undefined || sizes.length < 2) return null;
  const names = Object.keys(first.drawn);
  return growthChart(names, sizes.toSorted((a, b) => a.millions - b.millions).map(({ millions, drawn }) => ({ millions, values: names.map((name) => drawn[name] ?? 0) })));
}

const partOf = (name: string): string => name.split('@')[0] ?? name;
