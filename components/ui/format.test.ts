import { describe, expect, test } from 'vitest';
import { formatAgo, formatBytes, formatCompact, formatCount, formatDuration, formatPlural, formatRate } from '#components/ui/format.ts';

describe('a duration', () => {
  test.each([
    [0, '0 ms'],
    [0.0004, '1 µs'],
    [0.12, '120 µs'],
    [0.9999, '1 ms'],
    [22, '22 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [1_400, '1.4 s'],
    [9_949, '9.9 s'],
    [9_951, '10 s'],
    [59_499, '59 s'],
    [59_600, '1 min'],
    [372_000, '6 min 12 s'],
    [3_599_700, '1 h'],
    [8_049_000, '2 h 14 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
    [90_000_000 + 30_000, '1 d 1 h'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('is precise where asked', () => expect(formatDuration(8_049_000, { precise: true })).toBe('2 h 14 min 9 s'));
  test.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY, -1])('%s is none', (ms) => expect(formatDuration(ms)).toBe('–'));
});

describe('a count', () => {
  test.each([
    [0, '0'],
    [1204, '1,204'],
    ['9223372036854775807', '9,223,372,036,854,775,807'],
    ['-1', '-1'],
    ['x', '–'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('%s is %s', (count, text) => expect(formatCount(count)).toBe(text));

  test.each([
    [9_999, '9,999'],
    [12_400, '12.4k'],
    [99_960, '100k'],
    [999_960, '1.0M'],
    [3_100_000, '3.1M'],
  ])('%s is %s where it is narrow', (count, text) => expect(formatCompact(count)).toBe(text));

  test('agrees with its noun', () => {
    expect([0, 1, 1204].map((n) => formatPlural(n, 'flow'))).toEqual(['0 flows', '1 flow', '1,204 flows']);
    expect(formatPlural(2, 'query', 'queries')).toBe('2 queries');
  });
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1,023 bytes'],
  [65_536, '64 KiB'],
  [66_000, '64.5 KiB'],
  [1_048_575, '1024 KiB'],
  [3_250_000, '3.1 MiB'],
  [5 * 1024 * 1024, '5 MiB'],
])('%s bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, '0/s'],
  [0.01, '< 0.1/s'],
  [5, '5.0/s'],
  [1203.6, '1,204/s'],
  [Number.NaN, '–'],
])('a rate of %s is %s', (rate, text) => expect(formatRate(rate)).toBe(text));

test.each([
  [-500, 'just now'],
  [3_400, '3 s ago'],
  [60_000, '1 min ago'],
  [7_300_000, '2 h ago'],
  [3 * 86_400_000, '3 d ago'],
])('%s ms ago is %s', (ms, text) => expect(formatAgo(ms)).toBe(text));
