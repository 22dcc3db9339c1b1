/** Loaded into a collector before its own code: it kills or stops itself at a step of replays. */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { REPLAY_STEPS } from '#lib/collector/replay-steps.ts';
import { fraction } from '#lib/demo/random.ts';

export interface Strikes {
  /** With the seed, it chooses the signal and how often the step is passed unharmed. */
  readonly name: string;
  readonly seed: number;
  /** None: nothing befalls it. */
  readonly at: string | null;
  /** Each strike is a line here: the signal and the step. */
  readonly file: string;
}

/** Some steps are taken once by whoever sends. */
const ONCE = new Set(['taken', 'fenced']);
const MOST = 3;

const { name, seed, at, file } = JSON.parse(process.env['STRIKES'] ?? '{}') as Strikes;
const every = at === null || ONCE.has(at) ? 1 : 1 + Math.floor(fraction(seed, name, 'step') * MOST);
let slept = false;
let passed = 0;

/** By its own hand, and so exactly at this step; written at once, for nothing is written after. */
subscribe(REPLAY_STEPS, (step) => {
  if (at === null || step !== at) return;
  passed += 1;
  if (passed % every !== 0) return;
  // One that slept and was woken is killed where it is struck again.
  const signal = slept || fraction(seed, name, 'signal') < 0.5 ? 'SIGKILL' : 'SIGSTOP';
  slept = true;
  appendFileSync(file, `${signal} ${at}\n`);
  process.kill(process.pid, signal);
});
process.on('disconnect', () => process.exit());
