/** `npm run bench:replays`: plans a replay of a million dead letters with a whole collector, sends a part of it to a Kafka of its own, and writes docs/performance-replays.md. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Kafka } from 'kafkajs';
import { createTopics } from '#lib/demo/create-topics.ts';
import { startEmbeddedPostgres } from '#lib/cli/embedded-postgres.ts';
import { freePort } from '#lib/cli/free-port.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { ReplayRequest } from '#lib/contracts/replays.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { cancelReplay } from '#lib/services/replays/change-replay.ts';
import { planReplay } from '#lib/services/replays/plan-replay.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { GROUP } from '#lib/services/replays/testing/letters-in-store.ts';
import { migrate } from '#lib/store/migrate.ts';
import { readReplay } from '#lib/store/replays.ts';
import { openQueryStore } from '#lib/store/query-store.ts';
import { collectorTopics } from '#lib/web/collector-topics.ts';
import { runBench } from '../bench/command.ts';
import { startBroker } from '../bench/stack.ts';
import { fill } from './fill.ts';

const HELP = `npm run bench:replays [-- --letters 1000000 --seconds 60 --out docs/performance-replays.md]
  --letters N   dead letters in one failure group (1000000)
  --seconds N   how long it sends, before it is cancelled (60)
  --out FILE    where the report goes (docs/performance-replays.md)`;

const NUMBERS = { letters: { usual: 1_000_000, least: 5001, most: 100_000_000 }, seconds: { usual: 60, least: 1, most: 86_400 } };
const OWN_STEPS = 6;
const PARTITIONS = 3;
const LOOK_MS = 500;
const MEBI = 1024;
const ANNA = { name: 'anna', address: null };
const RATE = 10_000;
/** What memory may grow by after the first tenth of them, in MiB: what a garbage collector leaves lying. */
const MOST_GROWTH = 150;

await runBench({ command: 'npm run bench:replays', help: HELP, numbers: NUMBERS, texts: { out: 'docs/performance-replays.md' } }, async ({ letters, seconds }, teardown, commandLine) => {
  const steps = new Steps(OWN_STEPS);
  const { path, brokers } = await startBroker(steps, teardown);
  await createTopics(new Kafka({ brokers: [brokers] }), [{ topic: 'payments', numPartitions: PARTITIONS }, { topic: 'payments.dlq' }]);
  const database = await startEmbeddedPostgres(join(path, 'data'));
  await teardown.add(() => database.stop());
  await migrate(database.url);
  await steps.step(`Writing ${letters.toLocaleString('en')} dead letters`, () => fill(database.url, letters));

  const port = await freePort();
  const environment = { DATABASE_URL: database.url, KAFKA_BROKERS: brokers, KAFKA_TOPICS: 'none', OTLP_HTTP_PORT: '0', OTLP_GRPC_PORT: '0', COLLECTOR_PORT: String(port), RETENTION_DAYS: '3650', THROUGHLINE_LOG_LEVEL: 'warn' };
  const collector = fork(join(ROOT, 'lib/collector/main.ts'), { env: { ...process.env, ...environment }, execArgv: [] });
  await teardown.add(async () => {
    const gone = once(collector, 'exit');
    collector.kill('SIGTERM');
    await gone;
  });
  const memory = async (): Promise<number> => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${collector.pid}/status`, 'utf8'))?.[1]) / MEBI;
  const collectorUrl = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${collectorUrl}/health`).then(({ ok }) => ok, () => false))) await delay(LOOK_MS);
  const store = openQueryStore({ url: database.url, application: 'throughline bench', poolSize: 3 });
  await teardown.add(() => store.close());
  const before = await memory();
  let most = before;
  const watched = async <T>(done: () => Promise<T | null>): Promise<T> => {
    for (;;) {
      most = Math.max(most, await memory());
      const found = await done();
      if (found !== null) return found;
      await delay(LOOK_MS);
    }
  };

  const began = performance.now();
  const took = (since: number): number => (performance.now() - since) / 1000;
  const asked = await planReplay(store, ReplayRequest.parse({ failureGroup: GROUP.replaceAll('-', ''), reason: 'the stock is back', ratePerSecond: RATE, canary: false }), ANNA, { conventions: DEFAULT_CONVENTIONS, allowed: null, ask: collectorTopics({ collectorUrl, token: null }) });
  const answered = took(began);
  const id = BigInt(asked.id);
  let [frozen, told, early] = [0, 0, 0];
  const plan = await steps.step('Planning a replay of them', () => watched(async () => {
    const replay = await readReplay(store.pool, id);
    if (frozen === 0 && replay?.selected != null) frozen = took(began);
    if (early === 0 && replay !== null && replay.judged >= letters / 10) early = most;
    if (replay !== null && replay.judged >= told + letters / 10) log(`      ${(told = replay.judged).toLocaleString('en')} of ${replay.selected?.toLocaleString('en')} after ${Math.round(took(began))} s`);
    return replay?.state === 'planned' ? replay : null;
  }));
  const planned = took(began);
  const planning = most;
  const starting = performance.now();
  await steps.step(`Starting it`, () => startReplay(store, { id: asked.id, actor: ANNA }, plan.total));
  const started = took(starting);
  const sending = performance.now();
  const sent = await steps.step(`Sending for ${seconds} s`, () => watched(async () => (took(sending) < seconds ? null : ((await readReplay(store.pool, id))?.sent ?? 0))));
  const sentFor = took(sending);
  const cancelling = performance.now();
  await steps.step('Cancelling the rest', () => cancelReplay(store, { id: asked.id, actor: ANNA }, 'enough'));
  const cancelled = took(cancelling);

  const s = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} s`;
  const table = [
    '| what | measured |',
    '|---|---|',
    `| answer to the request, for ${letters.toLocaleString('en')} dead letters of one group | ${Math.round(answered * 1000)} ms |`,
    `| selection frozen, after | ${s(frozen)} |`,
    `| plan made, after | ${s(planned)}: ${Math.round(letters / planned).toLocaleString('en')} a second |`,
    `| start, which looks at each once more | ${s(started)} |`,
    `| sent in ${s(sentFor)}, three partitions, chunks of 100, without a canary | ${sent.toLocaleString('en')}: ${Math.round(sent / sentFor).toLocaleString('en')} a second |`,
    `| answer to the request to cancel the rest, which a collector then does | ${s(cancelled)} |`,
    `| memory of the collector before; most until a tenth was planned, until all was, and while it sent | ${[before, early, planning, most].map((value) => `${Math.round(value)} MiB`).join('; ')} |`,
  ].join('\n');
  const met = plan.total === letters && most - early <= MOST_GROWTH;
  const said = `${met ? 'Met' : 'Missed'}: all ${letters.toLocaleString('en')} are planned, and after the first tenth of them the memory of the collector grows by at most ${MOST_GROWTH} MiB.`;
  const report = `# A replay of a million\n\nWritten by \`${commandLine}\` on ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}) with ${Math.round(totalmem() / MEBI ** 3)} GiB, which Kafka, PostgreSQL and the collector shared. The request is answered before anything is frozen: the plan is made in the background, 5,000 at a time.\n\n${table}\n\n${said}\n`;
  return { report, table, said, met };
});
