import { expect, test } from 'vitest';
import { nearest, shareOf, slotStart } from '#components/lag/time-slots.ts';

const slots = { from: 1000, to: 2000, count: 10 };

test.each([[0, 1000], [5, 1500], [10, 2000]])('slot %i begins at %i', (index, at) => expect(slotStart(slots, index)).toBe(at));

test.each<[number, number | null]>([[1000, 0], [1250, 0.25], [2000, 1], [999, null], [2001, null]])('%i is at %j', (at, share) => expect(shareOf(slots, at)).toBe(share));

test.each([
  [[], 0, undefined],
  [[1700], 0, 1700],
  [[1000, 1200, 1400], 0, 1000],
  [[1000, 1200, 1400], 1, 1200],
  [[1000, 1200, 1400], 9, 1400],
])('of %j nearest to slot %i: %j', (times, index, at) => {
  expect(nearest(times.map((time) => ({ at: time })), slots, index)?.at).toBe(at);
});
