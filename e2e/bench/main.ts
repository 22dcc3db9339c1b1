/** `npm run bench`: starts what it needs, measures part by part, and writes docs/performance.md. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from '#lib/cli/command.ts';
import { requireChromium } from '#lib/cli/chromium.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import { backlog, collectors } from './backlog.ts';
import { runBench } from './command.ts';
import { delay } from './delay.ts';
import { large } from './large-flow.ts';
import { lookup } from './lookup.ts';
import { outage } from './outage.ts';
import { pace } from './pace.ts';
import type { Part, PartContext } from './part.ts';
import { startJaeger } from './peers/jaeger.ts';
import { startZipkin } from './peers/zipkin.ts';
import { chart, CHART, codeNow, loadNow, machine, markdown, readResults, resultsPath, table, writeResults } from './report.ts';
import { spans } from './spans.ts';
import { start } from './start-up.ts';
import { within } from './within.ts';

const PARTS: ReadonlyMap<string, { readonly title: string; readonly part: Part }> = new Map([
  ['spans', { title: 'Spans, beside the peers', part: spans }],
  ['backlog', { title: 'A backlog of messages', part: backlog }],
  ['collectors', { title: 'Two collectors', part: collectors }],
  ['pace', { title: 'A steady stream', part: pace }],
  ['outage', { title: 'Memory, and a minute without the database', part: outage }],
  ['lookup', { title: 'A flow by its key', part: lookup }],
  ['large', { title: 'A flow of ten thousand', part: large }],
  ['delay', { title: 'From produce to the screen', part: delay }],
  ['start', { title: 'From start to ready', part: start }],
]);

const HELP = `npm run bench [-- --only ${[...PARTS.keys()].join(',')} --peers FOLDER]
  --only A,B      these parts alone; of the others the report keeps what was measured before
  --peers FOLDER  where Jaeger and Zipkin were built (docs/peers.md)
  --events N      messages a second while delays are measured (1000)
  --seconds N     for so long (20)
  --backlog N     messages that wait in Kafka when the collector starts (100000)
  --spans N       spans sent to each system (100000)
  --millions N    records among which flows are looked up (1)
  --data FOLDER   keeps what was filled for that, to go on from
  --out FILE      where the report goes (docs/performance.md)`;

const NUMBERS = {
  events: { usual: 1000, least: 10, most: 999_999_999 },
  seconds: { usual: 20, least: 1, most: 999_999_999 },
  backlog: { usual: 100_000, least: 1, most: 999_999_999 },
  spans: { usual: 100_000, least: 10, most: 999_999_999 },
  millions: { usual: 1, least: 1, most: 1000 },
};

await runBench({ command: 'npm run bench', help: HELP, numbers: NUMBERS, texts: { out: 'docs/performance.md', only: null, peers: null, data: null } }, async (options, teardown, commandLine) => {
  const names = options.only?.split(',') ?? [...PARTS.keys()];
  const unknown = names.find((name) => !PARTS.has(name));
  if (unknown !== undefined) throw new CommandError(`There is no part ${unknown}.\n${HELP}`);
  const context: PartContext = { steps: new Steps(null), teardown: within(teardown), options, peers: peersIn(options.peers), chromium: () => requireChromium(log) };
  const path = resultsPath(resolve(ROOT, options.out ?? ''));
  const results = { ...(await readResults(path)) };
  const measured = [];
  for (const name of names) {
    const load = loadNow();
    const result = await PARTS.get(name)!.part(context);
    measured.push(...result.lines);
    results[name === 'lookup' ? `lookup@${options.millions}` : name] = { ...result, command: withoutPlaces(commandLine), at: new Date().toISOString(), machine: machine(), ...load, ...(await codeNow()) };
    await writeResults(path, results);
  }
  const drawn = chart(results);
  if (drawn !== null) await writeFile(join(dirname(path), CHART), drawn);
  const missed = measured.filter(({ met }) => met === false);
  return {
    report: await markdown(results, new Map([...PARTS].map(([name, { title }]) => [name, title]))),
    table: table(measured),
    said: missed.length === 0 ? 'Every target is met.' : `Missed: ${missed.map(({ what }) => what).join('; ')}.`,
    met: missed.length === 0,
  };
});

/** Where things are on this machine is of no use on another. */
function withoutPlaces(command: string): string {
  return command.replaceAll(/(--(?:peers|data|out)[ =])\S+/g, '$1FOLDER');
}

function peersIn(folder: string | null): PartContext['peers'] {
  if (folder === null) return [];
  const [jaeger, zipkin] = [join(folder, 'jaeger', 'jaeger'), join(folder, 'zipkin', 'zipkin.jar')].map((path) => resolve(path));
  const found = [
    ...(existsSync(jaeger!) ? [(at: string, teardown: Parameters<typeof startJaeger>[2]) => startJaeger(jaeger!, at, teardown)] : []),
    ...(existsSync(zipkin!) ? [(at: string, teardown: Parameters<typeof startZipkin>[2]) => startZipkin(zipkin!, at, teardown)] : []),
  ];
  if (found.length === 0) throw new CommandError(`Neither ${jaeger} nor ${zipkin} is there; docs/peers.md says how they are built.`);
  return found;
}
