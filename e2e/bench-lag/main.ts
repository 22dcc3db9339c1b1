/** `npm run bench:lag`: has a thousand groups commit to a Kafka of its own, looks at them for a while, prints a table and writes docs/performance-lag.md. */
import { log, Steps } from '#lib/cli/steps.ts';
import { startThroughline, THROUGHLINE_STEPS } from '#lib/cli/throughline.ts';
import { runBench } from '../bench/command.ts';
import { benchSetup, startBroker } from '../bench/stack.ts';
import { PARTITIONS, startLoad } from './load.ts';
import { looksUntil } from './looks.ts';
import { bytesAsTaken, bytesOnAverage, INTERVAL_MS, markdown, slowest, table, TARGET_BYTES, type Measured } from './report.ts';
import { sizesOf } from './sizes.ts';

const HELP = `npm run bench:lag [-- --groups 1000 --minutes 40 --out docs/performance-lag.md]
  --groups N   consumer groups, of ${PARTITIONS} partitions each (1000)
  --minutes N  how long they are looked at; samples are packed after five minutes, and thinned within half an hour (40)
  --out FILE   where the report goes (docs/performance-lag.md)`;

const NUMBERS = { groups: { usual: 1000, least: 1, most: 10_000 }, minutes: { usual: 40, least: 1, most: 1440 } };
const OWN_STEPS = 3;
const LOOKS_TOLD = 6;

await runBench({ command: 'npm run bench:lag', help: HELP, numbers: NUMBERS, texts: { out: 'docs/performance-lag.md' } }, async ({ groups, minutes }, teardown, commandLine) => {
  const steps = new Steps(THROUGHLINE_STEPS + OWN_STEPS);
  const { path, brokers } = await startBroker(steps, teardown);
  // What the topics hold is not measured here, only who reads them.
  const { collector, variables } = await benchSetup(path, { KAFKA_BROKERS: brokers, KAFKA_TOPICS: 'none', LAG_INTERVAL_SECONDS: String(INTERVAL_MS / 1000) });
  // Pages are compiled when they are opened, and nobody opens one.
  const { databaseUrl } = await startThroughline({ web: 'dev', steps, teardown, variables });
  const load = await steps.step(`Having ${groups.toLocaleString('en')} groups commit`, () => startLoad(brokers, groups));
  await teardown.add(() => load.stop());
  const looks = await steps.step(`Looking at them for ${minutes} minutes`, () => {
    let seen = 0;
    return looksUntil(`http://127.0.0.1:${collector}`, Date.now() + minutes * 60_000, (look) => {
      seen += 1;
      if (seen % LOOKS_TOLD === 1) log(`      ${look.groups.toLocaleString('en')} groups in ${Math.round(look.tookMs)} ms`);
    });
  });
  const measured: Measured = { groups, minutes, looks: looks.filter((look) => look.groups === groups), sizes: await sizesOf(databaseUrl) };
  if (measured.looks.length === 0) throw new Error(`At none of ${looks.length} looks were all ${groups} groups there.`);

  const [slow, bytes] = [slowest(measured), bytesOnAverage(measured) ?? bytesAsTaken(measured)];
  const met = slow <= INTERVAL_MS && bytes !== null && bytes <= TARGET_BYTES;
  const which = bytesOnAverage(measured) === null ? 'a partition sample of the last day' : 'a partition sample on average';
  const said = `${met ? 'Met' : 'Missed'}: the slowest look took ${(slow / 1000).toFixed(1)} s of ${INTERVAL_MS / 1000} s, and ${which} takes ${bytes === null ? 'bytes that are not known before samples are packed' : `${bytes.toFixed(1)} of at most ${TARGET_BYTES} bytes`}.`;
  return { report: await markdown(measured, said, commandLine), table: table(measured), said, met };
});
