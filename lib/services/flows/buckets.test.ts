import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutIntoBuckets } from '#lib/services/flows/buckets.ts';

const minute = 60e6;
const hour = 60 * minute;

test.each([
  ['a quarter of an hour', 0, 15 * minute, { width: 10e6, count: 91 }],
  ['an hour', 0, hour, { width: minute, count: 61 }],
  ['a day', 0, 24 * hour, { width: 15 * minute, count: 97 }],
  ['a week', 0, 7 * 24 * hour, { width: 2 * hour, count: 85 }],
  ['one moment', 1_234_567, 1_234_567, { width: 1, count: 1 }],
  ['backwards', 1_000_000, 0, { width: 1, count: 1 }],
])('%s', (_what, from, to, expected) => {
  expect(cutIntoBuckets(from, to)).toMatchObject(expected);
});

test('every cut covers its span in at most 120 buckets that begin at multiples of their width', () => {
  // Times are exact up to 2^53 microseconds, and the store holds none beyond.
  const time = fc.integer({ min: -9e12, max: 9e12 }).map((n) => n * 1000);
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      const { origin, width, count } = cutIntoBuckets(from, to);
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(120);
      expect(origin).toBeLessThanOrEqual(from);
      expect(origin + width * count).toBeGreaterThan(to);
      expect(origin / width).toBe(Math.round(origin / width));
    }),
  );
});
