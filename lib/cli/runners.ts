/** The tools that check and test this repository, each run once, with what came out of it. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '#lib/env/process.ts';
import { bin, NEXT, NODE, ROOT } from './paths.ts';
import { checkTotals, playwrightTotals, vitestTotals, type Totals } from './totals.ts';
import { spawnTethered } from './tether.ts';

export interface Outcome extends Totals {
  readonly name: string;
  /** What the tool said; empty where it was shown as it came. */
  readonly output: string;
}

interface ToolRun {
  readonly code: number | null;
  readonly output: string;
}

type Show = 'live' | 'kept';
type Variables = Readonly<Record<string, string | null>>;

/** Fewer modules than this means that the parser saw nothing, not that there is nothing. */
const FEWEST_MODULES = 20;

export async function checkTypes(): Promise<Outcome> {
  // A fresh clone has no types of its routes yet.
  const generated = await tool(NODE, [NEXT, 'typegen']);
  const checked = generated.code === 0 ? await tool(bin('tsc'), ['--noEmit', '-p', '.']) : generated;
  return { name: 'types', ...checkTotals(checked.code), output: checked.output };
}

export async function checkLint(): Promise<Outcome> {
  const { code, output } = await tool(bin('oxlint'), ['--type-aware']);
  return { name: 'lint', ...checkTotals(code), output };
}

export async function checkImports(): Promise<Outcome> {
  const folders = ['app', 'components', 'lib', 'e2e'].filter((folder) => existsSync(join(ROOT, folder)));
  const { code, output } = await tool(bin('depcruise'), [...folders, '--config', '.dependency-cruiser.mjs', '--output-type', 'err']);
  const seen = Number(/(\d+) modules, \d+ dependencies cruised/.exec(output)?.[1] ?? 0);
  const fault = seen < FEWEST_MODULES ? `the import rules were checked on ${seen} modules only: the parser does not work` : null;
  return { name: 'import rules', ...checkTotals(fault === null ? code : 1), fault, output };
}

export async function checkUnused(): Promise<Outcome> {
  const { code, output } = await tool(bin('knip'), ['--no-progress']);
  return { name: 'unused code', ...checkTotals(code), output };
}

/** Projects of vitest.config.ts: `unit`, `process`, `db`, `kafka`; `files` narrows them. */
export async function runVitest(projects: readonly string[], show: Show, variables: Variables = {}, files: readonly string[] = []): Promise<Outcome> {
  return withReport(async (report) => {
    const reporter = show === 'live' ? 'default' : 'dot';
    const args = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...files, ...projects.flatMap((project) => ['--project', project]), `--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${report}`];
    const { code, output } = await tool(NODE, args, show, variables);
    return { name: `${projects.join(' and ')} tests`, ...vitestTotals(await reported(report), code), output };
  });
}

export async function runPlaywright(chromium: string, files: readonly string[] = []): Promise<Outcome> {
  return withReport(async (report) => {
    const { code, output } = await tool(NODE, [join(ROOT, 'node_modules/@playwright/test/cli.js'), 'test', ...files, '--reporter=list,json'], 'live', {
      CHROMIUM: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    });
    return { name: 'browser tests', ...playwrightTotals(await reported(report), code), output };
  });
}

async function withReport<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-report-'));
  try {
    return await work(join(folder, 'report.json'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const reported = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });

function tool(file: string, args: readonly string[], show: Show = 'kept', variables: Variables = {}): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const out = show === 'live' ? 'inherit' : 'pipe';
    const child = spawnTethered(file, args, { signal: 'TERM', stdout: out, stderr: out, cwd: ROOT, env: childEnvironment(variables) });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
