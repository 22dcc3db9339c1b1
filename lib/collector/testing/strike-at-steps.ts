/** Loaded into a collector before its own code: it kills or stops itself at steps of replays that a seed chooses. */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { REPLAY_STEPS } from '#lib/collector/replay-steps.ts';
import { fraction } from '#lib/demo/random.ts';

export interface Strikes {
  /** With the seed, it chooses the steps and the signal. */
  readonly name: string;
  readonly seed: number;
  /** Of all steps, so many. */
  readonly share: number;
  /** Each strike is a line here: the signal and the step. */
  readonly file: string;
}

const { name, seed, share, file } = JSON.parse(process.env['STRIKES'] ?? '{}') as Strikes;
let slept = false;
let steps = 0;

/** By its own hand, and so exactly at this step; written at once, for nothing is written after. */
subscribe(REPLAY_STEPS, (step) => {
  steps += 1;
  if (fraction(seed, name, steps) >= share) return;
  // One that slept and was woken is killed where it is struck again.
  const signal = slept || fraction(seed, name, 'signal') < 0.5 ? 'SIGKILL' : 'SIGSTOP';
  slept = true;
  appendFileSync(file, `${signal} ${String(step)}\n`);
  process.kill(process.pid, signal);
});
process.on('disconnect', () => process.exit());
