import { expect, test } from 'vitest';
import { sparkPaths } from '#components/lag/spark-path.ts';

const size = { width: 10, height: 12 };

test.each([
  ['nothing known', [null, null], ''],
  ['a rise', [0, 10, 20], 'M0 11L5 6L10 1'],
  ['little is little', [0, 5, 0], 'M0 11L5 6L10 11'],
  ['a gap', [0, null, 20], 'M0 11L1.5 11M10 1L11.5 1'],
  ['nothing at all', [], ''],
])('%s', (_name, values, line) => {
  expect(sparkPaths(values, size).line).toBe(line);
});

test('the area below it is closed at the foot', () => {
  expect(sparkPaths([20, 20], size).area).toBe('M0 12L0 1L10 1L10 12Z');
});
