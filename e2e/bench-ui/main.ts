/** `npm run bench:ui`: starts everything, opens flows of ten thousand records in Chromium, prints a table and writes docs/performance-ui.md. */
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
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
  --runs N      how often the page of a flow at rest is opened, twice at least (4)
  --out FILE    where the report goes (docs/performance-ui.md)`;
const OWN_STEPS = 5;
/** From then on what nobody has opened has been read ahead, and stays as it is. */
const AT_REST_MS = 45_000;
/** The flows began so long ago, so that nothing of them lies ahead. */
const AGO_MS = 1_200_000;

const NUMBERS = { records: { usual: 10_000, least: 10, most: 999_999 }, runs: { usual: 4, least: 2, most: 999_999 } };

await runBench({ command: 'npm run bench:ui', help: HELP, numbers: NUMBERS, texts: { out: 'docs/performance-ui.md' } }, async (options, teardown, commandLine) => {
  const steps = new Steps(THROUGHLINE_STEPS + OWN_STEPS);
  const executablePath = await requireChromium(log);
  const folder = await startBroker(steps, teardown);
  const stack = await startStack(folder, steps, teardown);
  const browser = await chromium.launch({ executablePath, args: ['--disable-background-networking', '--enable-precise-memory-info', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
  await teardown.add(() => browser.close());
  const [load = 0] = loadavg();
  const open = (id: string): Promise<Figures> => measurePage(browser, `${stack.web}/flows/${id}`);
  const kinds = [
    { name: 'Spans', make: spansOnly, called: 'bench-spans' },
    { name: 'Messages and spans', make: mixed, called: 'bench-mixed' },
  ];
  const measured: Measured[] = [];
  for (const { name, make, called } of kinds) {
    const flowOf = (which: string) => make(`${called}-${which}`, options.records, Date.now() - AGO_MS);
    const arrived = await steps.step(`Sending a flow of ${options.records} ${name.toLowerCase()}, and opening it at once`, async () => open(await fill(stack, folder.brokers, flowOf('new'))));
    const flow = flowOf('resting');
    const runs = await steps.step(`Sending another, which comes to rest, and opening it ${options.runs} times`, async () => {
      const id = await fill(stack, folder.brokers, flow);
      await sleep(AT_REST_MS);
      const all: Figures[] = [];
      for (let run = 0; run < options.runs; run++) all.push(await open(id));
      return all;
    });
    measured.push({ name, spans: flow.spans.length, events: flow.messages.length, arrived, runs });
  }

  const over = missed(measured);
  return {
    report: markdown(measured, commandLine, `Chromium ${browser.version()}`, load),
    table: table(measured),
    said: over.length === 0 ? 'Every target is met.' : `Over its target:\n  ${over.join('\n  ')}\n`,
    met: over.length === 0,
  };
});
