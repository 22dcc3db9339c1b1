import { expect, test } from 'vitest';
import { lagOf } from '#lib/core/lag/lag-of.ts';

test.each([
  ['the sum over partitions', [[0, 5n], [1, 3n]], [[0, 9n], [1, 4n]], 5n],
  ['nothing below zero', [[0, 5n]], [[0, 4n]], 0n],
  ['unknown where one end is not known', [[0, 5n], [1, 3n]], [[1, 4n]], null],
  ['unknown without any end, or any commit', [[0, null]], [[0, 4n]], null],
  ['without what was never committed', [[0, null], [1, 1n]], [[0, 9n], [1, 4n]], 3n],
] as const)('lag is %s', (_what, committed, log, lag) => {
  const offsets = (list: readonly (readonly [number, bigint | null])[]) => list.map(([partition, offset]) => ({ partition, offset }));
  expect(lagOf(offsets(committed), offsets(log))).toBe(lag);
});
