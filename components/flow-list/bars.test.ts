import { expect, test } from 'vitest';
import { barsOf, HEIGHT } from '#components/flow-list/bars.ts';

test('the worst stands at the bottom, and the highest bar fits', () => {
  const { rects, most, width } = barsOf([{ at: 'a', counts: { completed: 900, failed: 100 } }, { at: 'b', counts: {} }]);
  expect({ most, width }).toEqual({ most: 1000, width: 2 });
  expect(rects.map(({ status }) => status)).toEqual(['failed', 'completed']);
  expect(rects[0]!.y + rects[0]!.height).toBe(HEIGHT);
  expect(rects[1]!.y).toBeGreaterThanOrEqual(0);
});

test('one among many is still seen', () => {
  const { rects } = barsOf([{ at: 'a', counts: { failed: 1, completed: 1_000_000 } }]);
  expect(rects[0]!.height).toBeGreaterThan(1);
  expect(Math.min(...rects.map(({ y }) => y))).toBeGreaterThanOrEqual(0);
});

test('nothing gives nothing', () => expect(barsOf([])).toEqual({ rects: [], width: 0, most: 0, cut: [] }));

const high = (totals: readonly number[]) => {
  const { rects, cut } = barsOf(totals.map((completed, at) => ({ at: String(at), counts: { completed } })));
  return { heights: rects.map(({ height }) => Math.round(height)), cut };
};

test.each<[string, number[], { index: number; total: number }[]]>([
  ['one far above the others', [9000, 40, 60, 50], [{ index: 0, total: 9000 }]],
  ['three far above the others', [900, 800, 950, 40, 60, 50], [{ index: 0, total: 900 }, { index: 1, total: 800 }, { index: 2, total: 950 }]],
  ['four, which are no exceptions', [900, 800, 950, 900, 40, 60], []],
  ['one twice as high', [120, 60, 50], []],
  ['one alone', [9000, 0, 0], []],
])('%s', (_, totals, cut) => expect(high(totals).cut).toEqual(cut));

test('beside what is cut the others are as high as they can be, and lower than it', () => {
  const { heights } = high([9000, 60, 30]);
  expect(heights).toEqual([41, 33, 16]);
});

test('what is cut keeps the shares of its statuses', () => {
  const { rects } = barsOf([{ at: 'a', counts: { failed: 500, completed: 500 } }, { at: 'b', counts: { completed: 10 } }]);
  expect(rects[0]!.height).toBeCloseTo(rects[1]!.height);
});
