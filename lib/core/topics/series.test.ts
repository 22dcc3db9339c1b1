import { expect, test } from 'vitest';
import { chartOf } from '#lib/core/topics/series.ts';

const bar = (bucket: number, type: string, count: number, more: { rest?: boolean; role?: 'normal' | 'retry' | 'dead-letter' } = {}) => ({ bucket, type, rest: false, role: 'normal' as const, count: BigInt(count), bytes: BigInt(count * 10), ...more });

test('series come with the largest first, and every bucket has a count for each', () => {
  const { series, counts } = chartOf([bar(0, 'a', 1), bar(2, 'a', 2), bar(0, 'b', 9), bar(1, '', 1, { rest: true }), bar(1, 'a', 5, { role: 'retry' })], { count: 3 });
  expect(series.map(({ type, rest, role, count }) => [type, rest, role, count])).toEqual([['b', false, 'normal', 9n], ['a', false, 'retry', 5n], ['a', false, 'normal', 3n], ['', true, 'normal', 1n]]);
  expect(counts).toEqual([[9, 0, 1, 0], [0, 5, 0, 1], [0, 0, 2, 0]]);
});

test('beyond what the eye can tell apart one column is the sum of the others', () => {
  const { series, counts } = chartOf(Array.from({ length: 20 }, (_, index) => bar(0, `type ${index}`, 100 - index)), { count: 1 });
  expect(series).toHaveLength(20);
  expect(counts[0]).toHaveLength(8);
  expect(counts[0]?.reduce((sum, count) => sum + count, 0)).toBe(series.reduce((sum, { count }) => sum + Number(count), 0));
});

test('nothing gives nothing, bucket by bucket', () => {
  expect(chartOf([], { count: 2 })).toEqual({ series: [], counts: [[], []] });
});
