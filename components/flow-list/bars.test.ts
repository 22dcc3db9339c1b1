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

test('nothing gives nothing', () => expect(barsOf([])).toEqual({ rects: [], width: 0, most: 0 }));
