import { expect, test } from 'vitest';
import { roomForMembers, whatIfPartition } from '#components/lag/what-if-input.ts';
import { drainAtRate } from '#lib/core/lag/what-if.ts';

type Input = Parameters<typeof whatIfPartition>[0];
const partition = (changes: Partial<Input>): Input => ({ lag: '100', rateIn: 5, rateOut: 10, drain: 'in', drainMs: 20_000, member: 'a', ...changes });

test.each<[string, Input, boolean]>([
  ['drains what has piled up', partition({}), false],
  ['keeps up', partition({ drainMs: 10_000 }), true],
  ['falls behind', partition({ rateIn: 20, drain: 'never', drainMs: null }), false],
  ['stands still', partition({ rateOut: 0, drain: 'never', drainMs: null }), false],
  ['is not known', partition({ lag: null, drain: 'unknown', drainMs: null }), false],
])('a partition that %s', (_name, input, wasCaughtUp) => {
  expect(whatIfPartition(input).wasCaughtUp).toBe(wasCaughtUp);
});

test('at the pace of today it takes as long as the server says', () => {
  for (const input of [partition({}), partition({ drainMs: 10_000 })]) expect(drainAtRate([whatIfPartition(input)], 1)).toEqual({ kind: 'in', millis: input.drainMs });
});

test('there is room for one member a partition', () => {
  expect(roomForMembers([partition({}), partition({}), partition({ member: 'b' }), partition({ member: null })])).toBe(2);
  expect(roomForMembers([partition({})])).toBe(0);
});
