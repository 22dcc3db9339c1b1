import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, quantile } from '#lib/core/topology/histogram.ts';

const histogramOf = (lengths: readonly number[]): Map<number, number> => new Map([...Map.groupBy(lengths, bucketOf)].map(([bucket, each]) => [bucket, each.length]));

test('nothing has no percentile', () => {
  expect(quantile(new Map(), 0.5)).toBeNull();
});

test('a percentile is off by a fifth at most, whatever was counted', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3_600_000_000 }), { minLength: 1, maxLength: 200 }), fc.constantFrom(0.5, 0.95, 0.99), (lengths, share) => {
      const exact = lengths.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(lengths.length * share - 1e-9) - 1)]!;
      const told = quantile(histogramOf(lengths), share)!;
      expect(told / exact).toBeGreaterThan(0.84);
      expect(told / exact).toBeLessThan(1.19);
    }),
  );
});

test('what is absurdly long is counted as long', () => {
  expect(bucketOf(1e18)).toBe(bucketOf(1e15));
  expect(bucketOf(0)).toBe(0);
});
