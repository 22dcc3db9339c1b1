/** The part of a collector that sends, in a process of its own, which kills or stops itself at a step that a seed chooses. */
import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { ReplayLoop } from '#lib/collector/replay-loop.ts';
import { fraction } from '#lib/demo/random.ts';
import { noConventions } from '#lib/env/conventions.ts';
import type { SendingStep } from '#lib/services/replays/sending/context.ts';
import { replayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';
import { openStore } from '#lib/store/store.ts';

/** `calm`: nothing befalls it any more. */
export type Word = 'calm';

export interface ChildOptions {
  readonly url: string;
  readonly brokers: string;
  readonly name: string;
  readonly leaseMs: number;
  readonly lookMs: number;
  /** With its name, it chooses the step and the signal. */
  readonly seed: number;
}

const { url, brokers, name, leaseMs, lookMs, seed } = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;
const STRUCK = 0.3;
let calm = false;
let slept = false;
let steps = 0;

process.on('message', (word: Word) => {
  calm = word === 'calm';
});
process.on('disconnect', () => process.exit());

/** By its own hand, and so exactly at this step; written at once, for nothing is written after. */
function stepped(step: SendingStep): void {
  steps += 1;
  if (calm || fraction(seed, name, steps) >= STRUCK) return;
  // One that slept and was woken is killed where it is struck again.
  const signal = slept || fraction(seed, name, 'signal') < 0.5 ? 'SIGKILL' : 'SIGSTOP';
  slept = true;
  writeSync(process.stdout.fd, `${signal} ${step}\n`);
  process.kill(process.pid, signal);
}

const log = pino({ level: 'silent' });
const store = openStore({ url, application: `throughline test ${name}`, poolSize: 3, onConnectionLost: () => undefined });
const broker = replayBroker({ name: 'kafka', brokers: [brokers], ssl: false, sasl: null, clientId: name, groupId: 'none', start: 'earliest', topics: null, topicsExclude: [] }, log);
new ReplayLoop({ store, conventions: configuredConventions(noConventions()), masking: null, allowed: null, watchMicros: 3_600_000_000, brokers: new Map([['kafka', broker]]), log, stepped }, { sender: name, leaseMs, lookMs }).start();
process.send?.('ready');
