/** `npm run bench`: starts everything, measures how soon and how much, prints a table and writes docs/performance.md. */
import { requireChromium } from '#lib/cli/chromium.ts';
import { runText } from '#lib/cli/local-kafka-command.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import { THROUGHLINE_STEPS } from '#lib/cli/throughline.ts';
import { runBench } from './command.ts';
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

const NUMBERS = {
  events: { usual: 200, least: 10, most: 999_999_999 },
  seconds: { usual: 30, least: 1, most: 999_999_999 },
  backlog: { usual: 100_000, least: 1, most: 999_999_999 },
  spans: { usual: 100_000, least: 10, most: 999_999_999 },
};

await runBench({ command: 'npm run bench', help: HELP, numbers: NUMBERS, texts: { out: 'docs/performance.md' } }, async (options, teardown, commandLine) => {
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
  const { p95, count } = latency.toScreen;
  const met = p95 !== null && p95 <= TARGET_P95 && count === latency.probes;
  return {
    report: await markdown(measured, stack, commandLine, lineWithVersion(await runText(chromium, ['--version']))),
    table: table(measured),
    said: `${met ? 'Met' : 'Missed'}: on the screen within ${TARGET_P95} ms of being produced, 95 of 100.`,
    met,
  };
});

/** Wrappers of the browser may say things of their own around it. */
function lineWithVersion(text: string): string {
  return text.split('\n').find((line) => /\d+\.\d+\.\d+/.test(line) && !line.startsWith('/'))?.trim() ?? 'a Chromium that does not tell its version';
}
