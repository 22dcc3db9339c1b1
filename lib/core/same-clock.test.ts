import { expect, test } from 'vitest';
import { stampedWithin } from '#lib/core/same-clock.ts';

const SECOND = 1_000_000;

test.each([
  [0, 'within'],
  [14 * SECOND, 'within'],
  [16 * SECOND, 'after'],
  [-9 * SECOND, 'within'],
  [-11 * SECOND, 'before'],
  [3600 * SECOND, 'after'],
  [-3600 * SECOND, 'before'],
])('%d microseconds after a span of five seconds began: %s', (written, expected) => {
  expect(stampedWithin(written, { start: 0, end: 5 * SECOND })).toBe(expected);
});
