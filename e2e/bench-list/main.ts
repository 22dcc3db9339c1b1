/** `npm run bench:list`: fills a database of its own with a million flows, asks the API for them in every way the list does, prints a table and writes docs/performance-list.md. */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommandError } from '#lib/cli/command.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import { startThroughline, THROUGHLINE_STEPS } from '#lib/cli/throughline.ts';
import { runBench } from '../bench/command.ts';
import { benchSetup } from '../bench/stack.ts';
import { askAll } from './ask.ts';
import { withDatabase } from '../harness/database.ts';
import { fill, settle } from './fill.ts';
import { markdown, missed, table, TARGET_P95 } from './report.ts';

const HELP = `npm run bench:list [-- --flows 1000000 --rounds 30 --data FOLDER --out docs/performance-list.md]
  --flows N     flows in the database (1000000)
  --rounds N    how often each question is asked (30)
  --data FOLDER keeps the database there, and uses it again when it is full already; else it is removed at the end
  --out FILE    where the report goes (docs/performance-list.md)`;

const OWN_STEPS = 3;

const NUMBERS = { flows: { usual: 1_000_000, least: 1, most: 999_999_999 }, rounds: { usual: 30, least: 1, most: 999_999_999 } };

await runBench({ command: 'npm run bench:list', help: HELP, numbers: NUMBERS, texts: { data: null, out: 'docs/performance-list.md' } }, async (options, teardown, commandLine) => {
  const steps = new Steps(THROUGHLINE_STEPS + OWN_STEPS);
  const folder = options.data === null ? await mkdtemp(join(tmpdir(), 'throughline-bench-list-')) : resolve(options.data);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755); // as root, PostgreSQL runs as a user of its own, who must reach its data
  if (options.data === null) await teardown.add(() => rm(folder, { recursive: true, force: true }));
  const { web, variables } = await benchSetup(folder, { KAFKA_BROKERS: null, RETENTION_DAYS: '3650' });
  const { databaseUrl } = await startThroughline({ web: 'built', steps, teardown, variables });

  await steps.step(`Writing ${options.flows.toLocaleString('en')} flows`, async () => {
    const there = await withDatabase(databaseUrl, async (client) => (await client.query<{ n: number }>('SELECT count(*)::int AS n FROM flow')).rows[0]?.n ?? 0);
    if (there >= options.flows) return log(`      there are ${there.toLocaleString('en')} already`);
    if (there > 0) throw new CommandError(`In ${folder} there are ${there.toLocaleString('en')} flows, not ${options.flows.toLocaleString('en')}: name another folder, or remove it.`);
    await fill(databaseUrl, options.flows, (done) => done % 200_000 === 0 && log(`      ${done.toLocaleString('en')}`));
  });
  const filled = await steps.step('Having the database look at its tables', () => settle(databaseUrl));
  const answered = await steps.step(`Asking ${options.rounds} times in each way`, () =>
    askAll(`http://127.0.0.1:${web}`, options.flows, options.rounds, (done, of) => done % 10 === 0 && log(`      round ${done} of ${of}`)),
  );

  const late = missed(answered);
  return {
    report: await markdown(answered, filled, databaseUrl, commandLine),
    table: table(answered),
    said: `${late.length === 0 ? 'Met' : `Missed ${late.length} times`}: within ${TARGET_P95} ms, 95 of 100.`,
    met: late.length === 0,
  };
});
