/**
 * The demo's services: creates the topics, runs a process for each service (a crash is restarted), and says in a file which faults are being played.
 *   node lib/demo/main.ts --brokers 127.0.0.1:9092 --otlp http://127.0.0.1:4318 --rate 2 --faults all --seed 1
 * SIGTERM, SIGINT or the end of its parent stop it: what makes work first, what does the work after it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadKafka } from './bus.ts';
import { optionArgs, parseOptions, type DemoOptions } from './options.ts';
import { SERVICES } from './services.ts';
import { demoState } from './state.ts';
import { createDemoTopics } from './topics.ts';

/** A process each, but for the two that are no part of an order. Those that make work come last, and are stopped first. */
const PROCESSES: readonly (readonly string[])[] = [['payment'], ['inventory'], ['shipping'], ['email'], ['trips', 'plays'], ['checkout']];
const MAKERS = new Set(['checkout', 'trips', 'plays']);
/** What is on its way when orders stop coming may still arrive. */
const DRAIN_MS = 500;
/** Both rounds and the pause between them stay within the ten seconds that a supervisor gives. */
const KILL_AFTER_MS = 4600;
const MOST_BACKOFF_MS = 15_000;
/** A service needs far less; the limit keeps the collector of garbage at work. */
const HEAP_MIB = 96;

interface Running {
  readonly services: readonly string[];
  child: ChildProcess | null;
}

let stopping = false;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Resolves when the process has said that it is ready, for the first time. */
function keepRunning(running: Running, options: DemoOptions): Promise<void> {
  const name = running.services.join('+');
  return new Promise((resolve) => {
    const launch = (failures: number): void => {
      const since = Date.now();
      const child = fork(fileURLToPath(new URL('run-service.ts', import.meta.url)), optionArgs(options, running.services), {
        // When we are gone, the channel closes, and they stop by themselves.
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        // kafkajs 2 sets timers in the past, which Node 24 warns about and does at once.
        execArgv: ['--disable-warning=TimeoutNegativeWarning', `--max-old-space-size=${HEAP_MIB}`, '--max-semi-space-size=2'],
      });
      running.child = child;
      child.once('message', () => resolve());
      child.once('exit', (code, signal) => {
        running.child = null;
        if (stopping) return;
        const again = Date.now() - since > 60_000 ? 0 : failures + 1;
        const backoff = Math.min(MOST_BACKOFF_MS, 500 * 2 ** again);
        say(`${name} ended (${signal ?? `code ${code}`}); it starts again in ${backoff / 1000} s`);
        setTimeout(() => !stopping && launch(again), backoff);
      });
    };
    launch(0);
  });
}

async function end(processes: readonly Running[]): Promise<void> {
  const children = processes.flatMap(({ child }) => (child ? [child] : []));
  await Promise.all(
    children.map(async (child) => {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const killing = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await gone;
      clearTimeout(killing);
    }),
  );
}

/** Writes the state now and whenever a fault begins or ends. Readers never see half a file. */
function keepState(options: DemoOptions, file: string): void {
  const now = Date.now();
  const state = demoState(options, now);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, JSON.stringify(state, null, 2));
  renameSync(`${file}.part`, file);
  const wait = state.nextChangeAt === null ? null : Date.parse(state.nextChangeAt) - now + 50;
  if (wait !== null) setTimeout(() => !stopping && keepState(options, file), wait).unref();
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const wanted = options.services.length > 0 ? options.services : Object.keys(SERVICES);
  const unknown = wanted.filter((name) => !Object.hasOwn(SERVICES, name));
  if (unknown.length > 0) throw new Error(`--services: ${unknown.join(', ')} is no service. There are: ${Object.keys(SERVICES).join(', ')}`);
  const processes = PROCESSES.map((names): Running => ({ services: names.filter((name) => wanted.includes(name)), child: null })).filter(({ services }) => services.length > 0);
  if (options.check) return;

  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    const makes = ({ services }: Running): boolean => services.some((name) => MAKERS.has(name));
    await end(processes.filter(makes));
    await sleep(DRAIN_MS);
    await end(processes.filter((running) => !makes(running)));
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void stop());

  await createDemoTopics(loadKafka('demo', options.brokers));
  if (options.stateFile !== null) keepState(options, options.stateFile);
  await Promise.all(processes.map((running) => keepRunning(running, options)));
  say(`demo services run: ${processes.flatMap(({ services }) => services).join(', ')}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
