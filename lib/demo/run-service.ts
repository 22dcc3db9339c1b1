/** Runs one service: `node lib/demo/run-service.ts --services payment --brokers 127.0.0.1:9092 …`. Several names run in threads of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { loadKafka, openBus } from './bus.ts';
import { clockSkewMs } from './faults.ts';
import { openJournal } from './journal.ts';
import { optionArgs, parseOptions, type DemoOptions } from './options.ts';
import { SERVICES } from './services.ts';

/** Stopping may hang on a broker that is gone. */
const STOP_TIMEOUT_MS = 4000;

type Stop = () => Promise<void>;

async function start(name: string, options: DemoOptions): Promise<Stop> {
  const entry = SERVICES[name];
  if (!entry) throw new Error(`${name} is no service. There are: ${Object.keys(SERVICES).join(', ')}`);
  const journal = openJournal(options.journalDir, name);
  const skewMs = clockSkewMs(options, name);
  const now = (): number => Date.now() + skewMs;
  const tracing = entry.traced ? (await import('./tracing.ts')).startTracing({ service: name, otlp: options.otlp, journal, skewMs }) : null;
  const bus = await openBus(loadKafka(name, options.brokers), journal, now);
  const run = await entry.load();
  const stopMaking = await run({ name, bus, options, now });
  return async () => {
    await stopMaking();
    await bus.stop();
    await tracing?.stop();
    journal.close();
  };
}

/** A thread has its own modules, and so its own tracer and service name. */
async function startInThread(name: string, options: DemoOptions): Promise<Stop> {
  const worker = new Worker(new URL(import.meta.url), { argv: optionArgs(options, [name]), resourceLimits: { maxYoungGenerationSizeMb: 4 } });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  worker.on('error', fail);
  return async () => {
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('stop');
    await ended;
  };
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const [first, ...more] = options.services;
  if (first === undefined) throw new Error(`--services is missing. There are: ${Object.keys(SERVICES).join(', ')}`);
  const stops = [await start(first, options), ...(await Promise.all(more.map((name) => startInThread(name, options))))];

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await Promise.race([Promise.all(stops.map((one) => one())), sleep(STOP_TIMEOUT_MS)]);
    process.exit(0);
  };
  if (isMainThread) {
    for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void stop().catch(fail));
    process.send?.('ready');
  } else {
    parentPort?.on('message', () => void stop().catch(fail));
    parentPort?.postMessage('ready');
  }
}

main().catch(fail);
