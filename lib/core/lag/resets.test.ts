import { expect, test } from 'vitest';
import { resetsOf } from '#lib/core/lag/resets.ts';

const step = (before: number, after: number, topic = 'orders') => ({ topic, before: BigInt(before), after: BigInt(after) });

test.each([
  ['it reads on', [step(5, 9)], false, []],
  ['it stands still', [step(5, 5)], true, []],
  ['set back', [step(1500, 100), step(7, 7)], false, ['Offsets were set back by 1,400 in one partition of orders.']],
  ['set back in several topics', [step(10, 5), step(10, 5, 'payments')], false, ['Offsets were set back by 10 in two partitions of two topics.']],
  ['moved on while nobody reads', [step(5, 9)], true, ['Offsets were set forward by 4 in one partition of orders, while the group had no members.']],
])('offsets that somebody moved: %s', (_what, steps, idle, expected) => {
  expect(resetsOf(steps, idle)).toEqual(expected);
});
