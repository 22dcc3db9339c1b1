import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { outlook, watchTime, type Awaited } from '#lib/core/dead-letters/outcome.ts';
import type { Micros } from '#lib/core/time.ts';

const at = (seconds: number): Micros => brand<Micros>(seconds * 1_000_000);
const sent = (changes: Partial<Awaited> = {}): Awaited => ({ sentAt: at(100), group: 'payment', passedAt: null, isSeen: true, ...changes });

test.each<[string, Awaited, number, boolean, number | null, RegExp]>([
  ['its group has not read it, however long that takes', sent(), 9_000, false, null, /payment has not read it/],
  ['its group has read it just now', sent({ passedAt: at(110) }), 120, false, 170, /may come back/],
  ['it did not come back', sent({ passedAt: at(110) }), 170, true, 170, /did not come back/],
  ['a commit was seen before it was written down as sent', sent({ passedAt: at(90) }), 155, false, 160, /may come back/],
  ['the group is not known', sent({ group: null }), 699, false, 700, /which group/],
  ['the group is not known, and long ago', sent({ group: null }), 700, true, 700, /did not come back/],
  ['the group cannot be looked at', sent({ isSeen: false }), 699, false, 700, /cannot be looked at/],
])('%s', (_what, awaited, now, isOver, until, says) => {
  const told = outlook(awaited, watchTime(null), at(now));
  expect(told).toMatchObject({ isOver, until: until === null ? null : at(until) });
  expect(told.says).toMatch(says);
});

test.each([
  [null, 60],
  [1, 60],
  [30, 150],
  [3000, 3600],
])('where failures usually took %s seconds, one waits for %i', (usual, seconds) => expect(watchTime(usual === null ? null : usual * 1_000_000)).toBe(seconds * 1_000_000));
