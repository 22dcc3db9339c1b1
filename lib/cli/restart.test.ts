import { expect, test } from 'vitest';
import { afterExit, FRESH } from './restart.ts';

function delays(runs: readonly number[]): number[] {
  let state = FRESH;
  return runs.map((ranMs) => {
    const next = afterExit(state, ranMs);
    state = next.state;
    return next.delayMs;
  });
}

test.each<[string, number[], number[]]>([
  ['doubles from 250 ms to 30 s and stays there', Array.from({ length: 10 }, () => 100), [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]],
  ['begins again after a minute that was well', [0, 0, 0, 60_000, 0], [250, 500, 1000, 250, 500]],
  ['does not forgive a shorter run', [0, 59_999, 0], [250, 500, 1000]],
  ['survives a thousand crashes', Array.from({ length: 1000 }, () => 0), [...[250, 500, 1000, 2000, 4000, 8000, 16_000], ...Array.from({ length: 993 }, () => 30_000)]],
])('%s', (_, runs, expected) => {
  expect(delays(runs)).toEqual(expected);
});
