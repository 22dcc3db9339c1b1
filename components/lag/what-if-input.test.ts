import { expect, test } from 'vitest';
import { roomForMembers, whatIfPartition } from '#components/lag/what-if-input.ts';
import type { Drain } from '#lib/core/lag/drain.ts';
import { drainAtRate } from '#lib/core/lag/what-if.ts';

type Input = Parameters<typeof whatIfPartition>[0];
const partition = (changes: Partial<Input>): Input => ({ lag: '100', rateIn: 5, rateOut: 10, drain: 'in', wasCaughtUp: false, member: 'a', ...changes });

test.each<[string, Input, Drain]>([
  ['drains what has piled up', partition({}), { kind: 'in', millis: 20_000 }],
  ['keeps up', partition({ wasCaughtUp: true }), { kind: 'in', millis: 10_000 }],
  ['falls behind', partition({ rateIn: 20, drain: 'never' }), { kind: 'never' }],
  ['stands still', partition({ rateOut: 0, drain: 'never' }), { kind: 'never' }],
  ['has only marks of transactions before it', partition({ rateOut: 0, drain: 'none' }), { kind: 'none' }],
  ['is not known', partition({ lag: null, drain: 'unknown' }), { kind: 'unknown' }],
])('at the pace of today, a partition that %s', (_name, input, drain) => {
  expect(drainAtRate([whatIfPartition(input)], 1)).toEqual(drain);
});

test('there is room for one member a partition', () => {
  expect(roomForMembers([partition({}), partition({}), partition({ member: 'b' }), partition({ member: null })])).toBe(2);
  expect(roomForMembers([partition({})])).toBe(0);
});
