/** `npm run bench:ui`: starts everything, opens flows of ten thousand records in Chromium, prints a table and writes docs/performance-ui.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { startBroker, startStack } from '#e2e/bench/stack.ts';
import { requireChromium } from '#lib/cli/chromium.ts';
import { CommandError, runCommand } from '#lib/cli/command.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import { THROUGHLINE_STEPS } from '#lib/cli/throughline.ts';
import { fill } from './fill.ts';
import { mixed, spansOnly } from './flows.ts';
import { measurePage, type Figures } from './measure.ts';
import { markdown, missed, table, type Measured } from './report.ts';

const HELP = `npm run bench:ui [-- --records 10000 --runs 3 --out docs/performance-ui.md]
  --records N   spans and messages of each flow (10000)
  --runs N      how often each page is opened (3)
  --out FILE    where the report goes (docs/performance-ui.md)`;
const OWN_STEPS = 5;
/** The flows began so long ago, so that nothing of them lies ahead. */
const AGO_MS = 1_200_000;

// kafkajs 2 sets timers in the past, which Node warns about and does at once.
process.removeAllListeners('warning').on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') log(String(warning));
});

await runCommand(async (teardown) => {
  const options = parse(process.argv.slice(2));
  if (options === null) {
    log(HELP);
    return 0;
  }
  const steps = new Steps(THROUGHLINE_STEPS + OWN_STEPS);
  const executablePath = await requireChromium(log);
  const folder = await startBroker(steps, teardown);
  const stack = await startStack(folder, steps, teardown);
  const beginMs = Date.now() - AGO_MS;
  const flows = [
    { name: 'Spans', flow: spansOnly(options.records, beginMs) },
    { name: 'Messages and spans', flow: mixed(options.records, beginMs) },
  ];
  const ids = await steps.step(`Sending two flows of ${options.records} records`, async () => {
    const filled: string[] = [];
    for (const { flow } of flows) filled.push(await fill(stack, folder.brokers, flow));
    return filled;
  });

  const browser = await chromium.launch({ executablePath, args: ['--disable-background-networking', '--enable-precise-memory-info', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
  await teardown.add(() => browser.close());
  const [load = 0] = loadavg();
  const measured: Measured[] = [];
  for (const [index, { name, flow }] of flows.entries()) {
    const runs = await steps.step(`Opening the flow of ${name.toLowerCase()}, ${options.runs} times`, async () => {
      const all: Figures[] = [];
      for (let run = 0; run < options.runs; run++) all.push(await measurePage(browser, `${stack.web}/flows/${ids[index]!}`));
      return all;
    });
    measured.push({ name, spans: flow.spans.length, events: flow.messages.length, runs });
  }

  const out = join(ROOT, options.out);
  const command = ['npm run bench:ui', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
  await steps.step(`Writing ${options.out}`, async () => {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, markdown(measured, command, `Chromium ${browser.version()}`, load));
  });
  process.stdout.write(`\n${table(measured)}\n\n`);
  const over = missed(measured);
  log(over.length === 0 ? 'Every target is met.' : `Over its target:\n  ${over.join('\n  ')}`);
  return over.length === 0 ? 0 : 1;
});

interface Options {
  readonly records: number;
  readonly runs: number;
  readonly out: string;
}

/** Null where help was asked for. */
function parse(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' }, records: { type: 'string', default: '10000' }, runs: { type: 'string', default: '3' }, out: { type: 'string', default: 'docs/performance-ui.md' } },
    });
    if (values.help) return null;
    return { records: number('records', values.records, 10), runs: number('runs', values.runs, 1), out: values.out };
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${HELP}`);
  }
}

function number(name: string, text: string, least: number): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) < least) throw new Error(`--${name} must be a whole number from ${least}, not ${JSON.stringify(text)}`);
  return Number(text);
}
