/**
 * Survival 1, 3, 8 and 9: what befalls collectors. docs/survival.md says what is promised, and how a point is hit exactly.
 */
import { describe, expect, test } from 'vitest';
import { disposing } from './testing/disposing.ts';
import { faultRuns } from './testing/runs.ts';
import { administer } from './testing/scenarios/administrators.ts';
import { comeAndGo } from './testing/scenarios/comings-and-goings.ts';
import { dropWhileInUse } from './testing/scenarios/retention.ts';
import { setBack } from './testing/scenarios/set-back.ts';
import { soonAndTwice, underLoad } from './testing/scenarios/sigterm.ts';
import { strikeAll, strikesFrom, type StrikeRun } from './testing/scenarios/strikes.ts';

const { seed, runs, long } = faultRuns();

/** One that sleeps, having committed without knowing it, and one that is killed. */
const FEW: readonly StrikeRun[] = [
  { seed: 2, point: 'committed, unheard', blow: 'SIGSTOP' },
  { seed: 3, point: 'committing', blow: 'SIGKILL' },
];
const FEW_CHANGES = 3;
const MINUTE_MS = 60_000;

const say = (line: string): void => {
  if (long) process.stderr.write(`${line}\n`);
};
const strikes = runs === null ? FEW : strikesFrom(seed, runs);
const changes = runs ?? FEW_CHANGES;

/** In processes of their own, which wait for groups more than they work: in the short form at once. */
describe[long ? 'sequential' : 'concurrent']('collectors', () => {
  test(`kill points: ${strikes.length} are struck, and everything is stored once`, { timeout: MINUTE_MS * (8 + strikes.length) }, async () => {
    expect(await strikeAll(strikes, say)).toEqual([]);
  });

  test(`comings and goings: ${changes}, one every five seconds, and everything is stored once`, { timeout: MINUTE_MS * (8 + changes / 4) }, async () => {
    expect(await disposing((made) => comeAndGo(made, seed, changes, say))).toEqual([]);
  });
});

test('retention drops days while others write and read them: no deadlock, no error', { timeout: 8 * MINUTE_MS }, async () => {
  expect(await disposing(dropWhileInUse)).toEqual([]);
});

test('administrators set, publish, lock and refuse: nothing well formed is put aside, and everything is stored once', { timeout: 5 * MINUTE_MS }, async () => {
  expect(await disposing(administer)).toEqual([]);
});

test('a clock that is set back: the collector stays in its group, and reads the partitions that come', { timeout: 3 * MINUTE_MS }, () => disposing(setBack));

test('SIGTERM under load: what is under way is stored and committed, all is closed, and nothing is read twice', { timeout: 5 * MINUTE_MS }, () => disposing(underLoad));
test('SIGTERM before the group is joined, and again while it stops', { timeout: 5 * MINUTE_MS }, () => disposing(soonAndTwice));
