/** `npm run truth`: runs the truth tests, prints what they found as a table and writes docs/truth.md. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from './command.ts';
import { ROOT } from './paths.ts';
import { runVitest } from './runners.ts';
import { log } from './steps.ts';
import { TRUTH_INTRODUCTION, TruthLine, truthTable, withSection } from './truth-table.ts';

const HELP = `npm run truth [-- --fixtures] [-- --demo]
  --fixtures   recordings of real clients, replayed: minutes
  --demo       1,000 orders of the demo's services, live on a real Kafka: a quarter of an hour
  neither      both`;

const SUITES = [
  { option: 'fixtures', title: 'Recordings of real clients', project: 'db', file: 'lib/collector/fixtures.db.test.ts' },
  { option: 'demo', title: 'The demo', project: 'kafka', file: 'lib/collector/truth.kafka.test.ts' },
] as const;
const DOCUMENT = join(ROOT, 'docs/truth.md');

await runCommand(
  async (teardown) => {
    const { values } = parseArgs({ options: { fixtures: { type: 'boolean' }, demo: { type: 'boolean' }, help: { type: 'boolean' } } });
    if (values.help) {
      log(HELP);
      return 0;
    }
    const folder = await mkdtemp(join(tmpdir(), 'throughline-truth-'));
    await teardown.add(() => rm(folder, { recursive: true, force: true }));
    const all = !values.fixtures && !values.demo;
    let failed = 0;
    for (const suite of SUITES.filter(({ option }) => all || values[option])) {
      const report = join(folder, `${suite.option}.jsonl`);
      const outcome = await runVitest([suite.project], 'live', { THROUGHLINE_TRUTH_REPORT: report }, [suite.file]);
      failed += outcome.failed;
      const lines = await readLines(report);
      process.stdout.write(`\n${truthTable(lines)}\n\n`);
      await renew(suite.option, `## ${suite.title}\n\n${truthTable(lines)}\n\n${aboutList(lines)}`);
    }
    log(failed === 0 ? `All of it is true. The tables are in docs/truth.md.` : `${failed} tests failed: what is wrong is told above.`);
    return failed === 0 ? 0 : 1;
  },
  { interrupted: 130 },
);

async function readLines(report: string): Promise<TruthLine[]> {
  const lines = (await readText(report)).split('\n').filter(Boolean);
  return lines.map((line) => TruthLine.parse(JSON.parse(line))).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function aboutList(lines: readonly TruthLine[]): string {
  return lines.map(({ name, about }) => `- ${name}: ${about}`).join('\n');
}

async function renew(section: string, text: string): Promise<void> {
  await writeFile(DOCUMENT, withSection((await readText(DOCUMENT)) || TRUTH_INTRODUCTION, section, text));
}

/** Empty where there is none: no test came so far as to report, or the document is new. */
function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
