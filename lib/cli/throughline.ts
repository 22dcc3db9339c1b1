/** Throughline as a whole: database, web and collector, as `npm start`, `npm run dev` and the demo run it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseStartSettings, type StartSettings } from '#lib/env/cli.ts';
import { childEnvironment, readText } from '#lib/env/process.ts';
import { StoreError } from '#lib/store/errors.ts';
import { migrate } from '#lib/store/migrate.ts';
import { CommandError } from './command.ts';
import { NEXT, NODE, ROOT } from './paths.ts';
import { requireFreePorts } from './ports.ts';
import { keepDatabase } from './kept-database.ts';
import { log, type Steps } from './steps.ts';
import { reportSupervision } from './supervision-report.ts';
import { supervise, type Program, type Supervision } from './supervisor.ts';
import type { Teardown } from './teardown.ts';
import { buildWeb, isBuilt } from './web-build.ts';

export interface RunningThroughline {
  readonly settings: StartSettings;
  readonly databaseUrl: string;
  readonly supervision: Supervision;
}

export interface ThroughlineOptions {
  readonly web: 'built' | 'dev';
  readonly steps: Steps;
  readonly teardown: Teardown;
  /** Set over our own environment, for the children too: the demo's brokers, for instance. Null takes a variable away. */
  readonly variables?: Readonly<Record<string, string | null>>;
}

/** The number of steps that `startThroughline` takes. */
export const THROUGHLINE_STEPS = 4;
/** A program that never came up and ended this often will not come up. */
const HOPELESS_RESTARTS = 5;
const DATABASE_PATIENCE_MS = 60_000;
const DATABASE_RETRY_MS = 2_000;

/** Resolves when the web and the collector answer. What it started is ended by `teardown`. Throws `SettingsError`, `StoreError` or `CommandError`. */
export async function startThroughline({ web, steps, teardown, variables = {} }: ThroughlineOptions): Promise<RunningThroughline> {
  const settings = parseStartSettings(childEnvironment(variables), readText);
  await requireFreePorts(settings);

  const databaseUrl = await steps.step(settings.databaseUrl === null ? 'Starting PostgreSQL' : 'Using the database of DATABASE_URL', async () =>
    settings.databaseUrl ?? keepDatabase(settings.dataDir, teardown),
  );
  await steps.step('Bringing the database to the schema of this version', async () => {
    const { applied } = await migratePatiently(databaseUrl);
    if (applied.length > 0) log(`      ${applied.length === 1 ? 'one migration' : `${applied.length} migrations`} applied`);
  });
  await steps.step(web === 'dev' ? 'Skipping the build: pages are compiled when they are opened' : 'Building the web, where that is needed', async () => {
    if (web === 'built' && !(await isBuilt())) await buildWeb();
  });
  const supervision = await steps.step('Starting the web and the collector', async () => {
    const env = childEnvironment({ ...variables, DATABASE_URL: databaseUrl, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: web === 'dev' ? null : 'production' });
    const report = reportSupervision(databaseUrl);
    const hopeless = Promise.withResolvers<never>();
    hopeless.promise.catch(() => {}); // once we are up nobody listens any more
    const running = supervise(programs(settings, web, env), {
      log,
      onChange: (all) => {
        report.changed(all);
        const failing = all.find((one) => one.restarts >= HOPELESS_RESTARTS);
        // Heard only while we wait for the first time; later a crash is a matter of patience.
        if (failing !== undefined) hopeless.reject(new CommandError(`The ${failing.name} does not start (${failing.lastExit}); the reason stands above.`));
      },
    });
    await teardown.add(async () => {
      await running.stop();
      await report.end();
    });
    await Promise.race([running.ready, hopeless.promise]);
    return running;
  });
  return { settings, databaseUrl, supervision };
}

function programs(settings: StartSettings, web: 'built' | 'dev', env: Readonly<Record<string, string>>): Program[] {
  return [
    {
      name: 'web',
      command: NODE,
      args: [NEXT, web === 'dev' ? 'dev' : 'start', '-H', settings.host, '-p', String(settings.port)],
      cwd: ROOT,
      env,
      ready: () => answers(`${settings.url}/api/v1/health`),
    },
    { name: 'collector', command: NODE, args: COLLECTOR_ARGS, cwd: ROOT, env: collectorEnvironment(env), ready: () => answers(`${settings.collector.url}/health`) },
  ];
}

/**
 * What is read in batches lives for a moment: by default 128 MB are set apart for that, of which a batch fills a third. Each of its two busy threads
 * collects what is its own: helpers, which V8 asks for besides, take more from the other than they give.
 */
export const COLLECTOR_ARGS = ['--max-semi-space-size=16', '--no-parallel-scavenge', 'lib/collector/main.ts'];

/** By default glibc keeps what was freed for each of a dozen threads apart: a third of what the collector holds. */
export const collectorEnvironment = (env: Readonly<Record<string, string>>): Record<string, string> => ({ MALLOC_ARENA_MAX: '2', ...env });

/** Any answer will do: a process that says that it is not well is there. */
async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) })).body?.cancel();
    return true;
  } catch {
    return false; // not there yet, which is what was asked
  }
}

/** A database that starts beside us may need a while; anything else that is wrong with it is told at once. */
async function migratePatiently(databaseUrl: string): Promise<{ applied: string[] }> {
  for (const until = Date.now() + DATABASE_PATIENCE_MS; ; await sleep(DATABASE_RETRY_MS)) {
    try {
      return await migrate(databaseUrl);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unavailable' || Date.now() > until) throw error;
      log(`      ${error.message}; trying again`);
    }
  }
}
