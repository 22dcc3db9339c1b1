/** `npm run bench`: starts everything, measures how soon and how much, prints a table and writes docs/performance.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { requireChromium } from '#lib/cli/chromium.ts';
import { CommandError, runCommand } from '#lib/cli/command.ts';
import { runText } from '#lib/cli/local-kafka-command.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import { THROUGHLINE_STEPS } from '#lib/cli/throughline.ts';
import { LOAD_TOPIC, measureLatency, PROBE_TOPIC } from './latency.ts';
import { openProducer, writeBacklog } from './load.ts';
import { markdown, table, TARGET_P95 } from './report.ts';
import { startBroker, startStack } from './stack.ts';
import { measureBacklog, measureSpans } from './throughput.ts';

const HELP = `npm run bench [-- --events 200 --seconds 30 --backlog 100000 --spans 100000 --out docs/performance.md]
  --events N    messages a second while delays are measured (200)
  --seconds N   for so long (30)
  --backlog N   messages that wait in Kafka when the collector starts (100000)
  --spans N     spans sent over OTLP (100000)
  --out FILE    where the report goes (docs/performance.md)`;

const BACKLOG_TOPIC = 'bench-backlog';
const OWN_STEPS = 5;

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
  const chromium = await requireChromium(log);
  const folder = await startBroker(steps, teardown);
  const producer = await openProducer(folder.brokers, [BACKLOG_TOPIC, LOAD_TOPIC, PROBE_TOPIC]);
  await teardown.add(() => producer.disconnect());
  await steps.step(`Writing a backlog of ${options.backlog} messages`, () => writeBacklog(producer, BACKLOG_TOPIC, options.backlog));
  const stack = await startStack(folder, steps, teardown);

  const backlog = await steps.step('Measuring how the backlog is read', () => measureBacklog(stack, BACKLOG_TOPIC, options.backlog));
  const latency = await steps.step(`Measuring ${options.seconds} s of ${options.events} messages a second`, () =>
    measureLatency(stack, producer, { eventsPerSecond: options.events, seconds: options.seconds, chromium }),
  );
  const spans = await steps.step(`Sending ${options.spans} spans`, () => measureSpans(stack, options.spans));

  const measured = { eventsPerSecond: options.events, latency, backlog, spans };
  const out = join(ROOT, options.out);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, await markdown(measured, stack, ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' '), lineWithVersion(await runText(chromium, ['--version']))));
  process.stdout.write(`\n${table(measured)}\n\n`);
  const { p95, count } = latency.toScreen;
  const met = p95 !== null && p95 <= TARGET_P95 && count === latency.probes;
  log(`${met ? 'Met' : 'Missed'}: on the screen within ${TARGET_P95} ms of being produced, 95 of 100. The report is in ${options.out}.`);
  return met ? 0 : 1;
});

interface Options {
  readonly events: number;
  readonly seconds: number;
  readonly backlog: number;
  readonly spans: number;
  readonly out: string;
}

/** Null where help was asked for. */
function parse(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        events: { type: 'string', default: '200' },
        seconds: { type: 'string', default: '30' },
        backlog: { type: 'string', default: '100000' },
        spans: { type: 'string', default: '100000' },
        out: { type: 'string', default: 'docs/performance.md' },
      },
    });
    if (values.help) return null;
    return { events: number('events', values.events, 10), seconds: number('seconds', values.seconds, 1), backlog: number('backlog', values.backlog, 1), spans: number('spans', values.spans, 10), out: values.out };
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${HELP}`);
  }
}

function number(name: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new Error(`--${name} must be a whole number from ${least}, not ${JSON.stringify(text)}`);
  return Number(text);
}

/** Wrappers of the browser may say things of their own around it. */
function lineWithVersion(text: string): string {
  return text.split('\n').find((line) => /\d+\.\d+\.\d+/.test(line) && !line.startsWith('/'))?.trim() ?? 'a Chromium that does not tell its version';
}
