/**
 * Survival 1: a collector is killed, or sleeps while another takes over, at each point of its work. Nothing is lost, nothing is there twice, every count is exact.
 * How a point is hit exactly: docs/survival.md.
 */
import { expect, test } from 'vitest';
import { faultRuns } from './testing/runs.ts';
import { strikeRun, type StrikeRun } from './testing/strike-run.ts';
import { POINTS, type Blow } from './testing/strike.ts';

/** Each waits for the group more than it works. */
const AT_ONCE = 4;
const BLOWS = ['SIGKILL', 'SIGSTOP'] as const satisfies readonly Blow[];
/** One of each kind: held in a transaction, about to commit, committed without knowing it, committed to Kafka. */
const FEW: readonly Omit<StrikeRun, 'seed'>[] = [
  { point: 'transaction open', blow: 'SIGSTOP' },
  { point: 'committing', blow: 'SIGKILL' },
  { point: 'committed, unheard', blow: 'SIGSTOP' },
  { point: 'offset committed, unheard', blow: 'SIGKILL' },
];

const { seed, runs } = faultRuns();
const all: readonly StrikeRun[] =
  runs === null
    ? FEW.map((run, index) => ({ ...run, seed: seed + index }))
    : Array.from({ length: runs }, (_, index) => seed + index).map((own) => ({ seed: own, point: POINTS[own % POINTS.length]!, blow: BLOWS[Math.floor(own / POINTS.length) % BLOWS.length]! }));

test(`${all.length} collectors are struck`, { timeout: 60_000 + all.length * 60_000 }, async () => {
  const wrong: string[] = [];
  const left = [...all];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let run = left.shift(); run !== undefined; run = left.shift()) {
      const began = performance.now();
      const outcome = await strikeRun(run);
      const name = `seed ${run.seed}: ${run.blow} at ${run.point}`;
      if (runs !== null) process.stderr.write(`${name}: ${outcome.messages} messages, ${outcome.spans} spans, ${outcome.retried} exports again, ${Math.round((performance.now() - began) / 1000)} s: ${outcome.wrong.length === 0 ? 'exact' : outcome.wrong.join('; ')}\n`);
      wrong.push(...outcome.wrong.map((what) => `${name}: ${what}`));
    }
  }));
  expect(wrong).toEqual([]);
});
