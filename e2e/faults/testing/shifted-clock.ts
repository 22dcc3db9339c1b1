/** Loaded into a collector before all else, in each of its threads: its clock is off by as many milliseconds as the file says that `SHIFTED_CLOCK` names. */
import { readFileSync } from 'node:fs';
import { environment } from '#lib/env/process.ts';

const LOOK_EVERY_MS = 50;

const file = environment()['SHIFTED_CLOCK'] ?? '';
const now = Date.now.bind(Date);
let shift = 0;
let lookedAt = -LOOK_EVERY_MS;

Date.now = () => {
  const at = performance.now();
  if (at - lookedAt >= LOOK_EVERY_MS) {
    lookedAt = at;
    shift = Number(readFileSync(file, 'utf8'));
  }
  return now() + shift;
};
