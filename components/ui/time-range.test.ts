import { expect, test } from 'vitest';
import { absoluteRange, isAbsolute, parseRange, rangeBounds } from '#components/ui/time-range.ts';

const absolute = '2026-11-21T10:00:00.000Z..2026-11-21T11:00:00.000Z';

test.each([
  ['15m', { from: 'now-15m' }],
  ['7d', { from: 'now-7d' }],
  ['all', {}],
  [absolute, { from: '2026-11-21T10:00:00.000Z', to: '2026-11-21T11:00:00.000Z' }],
])('%s bounds %o', (range, bounds) => {
  expect(parseRange(range)).toBe(range);
  expect(rangeBounds(range)).toEqual(bounds);
});

test.each(['', '2m', 'now', '..', `${absolute}..`, '2026-11-21T11:00:00Z..2026-11-21T10:00:00Z', 'x..y', "2026-11-21T10:00:00Z..'); DROP"])('%j is no range', (text) => {
  expect(parseRange(text)).toBeNull();
});

test('two times make a range and back', () => {
  const range = absoluteRange(Date.UTC(2026, 10, 21, 10), Date.UTC(2026, 10, 21, 11));
  expect(range).toBe(absolute);
  expect(isAbsolute(range)).toBe(true);
  expect(isAbsolute('1h')).toBe(false);
});
