/** `npm run bench:ui`: starts everything, opens flows of ten thousand records in Chromium, prints a table and writes docs/performance-ui.md. */
import { loadavg } from 'node:os';
import { chromium } from 'playwright';
import { runBench } from '#e2e/bench/command.ts';
import { startBroker, startStack } from '#e2e/bench/stack.ts';
import { requireChromium } from '#lib/cli/chromium.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import { THROUGHLINE_STEPS } from '#lib/cli/throughline.ts';
import { fill } from './fill.ts';
import { mixed, spansOnly } from './flows.ts';
import { measurePage, type Figures } from './measure.ts';
import { markdown, missed, table, type Measured } from './report.ts';

const HELP = `npm run bench:ui [-- --records 10000 --runs 4 --out docs/performance-ui.md]
  --records N   spans and messages of each flow (10000)
  --runs N      how often each page is opened, twice at least (4)
  --out FILE    where the report goes (docs/performance-ui.md)`;
const OWN_STEPS = 4;
/** The flows began so long ago, so that nothing of them lies ahead. */
const AGO_MS = 1_200_000;

const NUMBERS = { records: { usual: 10_000, least: 10, most: 999_999 }, runs: { usual: 4, least: 2, most: 999_999 } };

await runBench({ command: 'npm run bench:ui', help: HELP, numbers: NUMBERS, texts: { out: 'docs/performance-ui.md' } }, async (options, teardown, commandLine) => {
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

  const over = missed(measured);
  return {
    report: markdown(measured, commandLine, `Chromium ${browser.version()}`, load),
    table: table(measured),
    said: over.length === 0 ? 'Every target is met.' : `Over its target:\n  ${over.join('\n  ')}\n`,
    met: over.length === 0,
  };
});
