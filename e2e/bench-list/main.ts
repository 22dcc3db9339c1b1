/** `npm run bench:list`: fills a database of its own with a million flows, asks the API for them in every way the list does, prints a table and writes docs/performance-list.md. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError, runCommand } from '#lib/cli/command.ts';
import { freePort } from '#lib/cli/free-port.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import { startThroughline, THROUGHLINE_STEPS } from '#lib/cli/throughline.ts';
import { OWN_SETUP } from '../bench/stack.ts';
import { askAll } from './ask.ts';
import { fill, settle, withDatabase } from './fill.ts';
import { markdown, missed, table, TARGET_P95 } from './report.ts';

const HELP = `npm run bench:list [-- --flows 1000000 --rounds 30 --data FOLDER --out docs/performance-list.md]
  --flows N     flows in the database (1000000)
  --rounds N    how often each question is asked (30)
  --data FOLDER keeps the database there, and uses it again when it is full already; else it is removed at the end
  --out FILE    where the report goes (docs/performance-list.md)`;

const OWN_STEPS = 3;

await runCommand(async (teardown) => {
  const options = parse(process.argv.slice(2));
  if (options === null) {
    log(HELP);
    return 0;
  }
  const steps = new Steps(THROUGHLINE_STEPS + OWN_STEPS);
  const folder = options.data ?? (await mkdtemp(join(tmpdir(), 'throughline-bench-list-')));
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755); // as root, PostgreSQL runs as a user of its own, who must reach its data
  if (options.data === null) await teardown.add(() => rm(folder, { recursive: true, force: true }));
  const [web, collector, otlp] = [await freePort(), await freePort(), await freePort()];
  const variables = {
    ...Object.fromEntries(OWN_SETUP.map((name) => [name, null])),
    KAFKA_BROKERS: null,
    THROUGHLINE_DATA_DIR: folder,
    THROUGHLINE_LOG_LEVEL: 'warn',
    PORT: String(web),
    COLLECTOR_PORT: String(collector),
    OTLP_HTTP_PORT: String(otlp),
    OTLP_GRPC_PORT: '0',
    RETENTION_DAYS: '3650',
  };
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

  const out = resolve(ROOT, options.out);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, await markdown(answered, filled, databaseUrl, ['npm run bench:list', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')));
  process.stdout.write(`\n${table(answered)}\n\n`);
  const late = missed(answered);
  log(`${late.length === 0 ? 'Met' : `Missed ${late.length} times`}: within ${TARGET_P95} ms, 95 of 100. The report is in ${options.out}.`);
  return late.length === 0 ? 0 : 1;
});

interface Options {
  readonly flows: number;
  readonly rounds: number;
  /** Null for a folder that is removed at the end. */
  readonly data: string | null;
  readonly out: string;
}

/** Null where help was asked for. */
function parse(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        flows: { type: 'string', default: '1000000' },
        rounds: { type: 'string', default: '30' },
        data: { type: 'string' },
        out: { type: 'string', default: 'docs/performance-list.md' },
      },
    });
    return values.help ? null : { flows: number('flows', values.flows), rounds: number('rounds', values.rounds), data: values.data === undefined ? null : resolve(values.data), out: values.out };
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${HELP}`);
  }
}

function number(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new Error(`--${name} must be a whole number from 1, not ${JSON.stringify(text)}`);
  return Number(text);
}
