import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { namedTypes } from '#lib/core/topics/named-types.ts';
import { tallyOf, type Tallied } from '#lib/core/topics/tally.ts';

const NOON = brand<Micros>(Date.parse('2026-11-21T12:00:00Z') * 1000);
const message = (offset: number, more: Partial<Tallied> = {}): Tallied => ({ topicId: 1, partition: 0, offset: BigInt(offset), timestamp: NOON, role: 'normal', type: 'order.created', size: 10, ...more });
const short = (messages: readonly Tallied[]) =>
  tallyOf(messages, NOON, namedTypes()).map(({ topicId, partition, minute, role, rest, type, count, bytes, firstOffset, lastOffset }) => [topicId, partition, minute - NOON / 60e6, role, rest ? 'rest' : type, count, bytes, `${firstOffset}-${lastOffset}`]);

test('messages are counted by partition, minute, role and type', () => {
  const earlier = brand<Micros>(NOON - 1);
  expect(short([message(5), message(7), message(6), message(8, { timestamp: earlier }), message(1, { partition: 3 }), message(9, { type: null, size: 0 }), message(10, { role: 'dead-letter' }), message(1, { topicId: 2 })])).toEqual([
    [1, 0, 0, 0, 'order.created', 3, 30, '5-7'],
    [1, 0, -1, 0, 'order.created', 1, 10, '8-8'],
    [1, 3, 0, 0, 'order.created', 1, 10, '1-1'],
    [1, 0, 0, 0, '', 1, 0, '9-9'],
    [1, 0, 0, 2, 'order.created', 1, 10, '10-10'],
    [2, 0, 0, 0, 'order.created', 1, 10, '1-1'],
  ]);
});

test('types beyond the most are the rest, and no count is lost', () => {
  const tallies = short(Array.from({ length: 200 }, (_, index) => message(index, { type: `type ${index}` })));
  expect(tallies).toHaveLength(51);
  expect(tallies.at(-1)).toEqual([1, 0, 0, 0, 'rest', 150, 1500, '50-199']);
});

test('a type that was told apart in a minute stays so', () => {
  const isNamed = namedTypes();
  for (let index = 0; index < 60; index++) isNamed(1, 0, `type ${index}`);
  expect([isNamed(1, 0, 'type 3'), isNamed(1, 0, 'type 55'), isNamed(1, 1, 'type 55'), isNamed(2, 0, 'type 55')]).toEqual([true, false, true, true]);
});
