import { expect, test } from 'vitest';
import { groupsNamed } from '#components/palette/groups-named.ts';

const groups = [
  { source: 'kafka', group: 'Payment', status: 'falling-behind', topics: ['orders', 'payments'] },
  { source: 'kafka', group: 'a/b payer', status: 'ok', topics: ['a', 'b', 'c', 'd', 'e'] },
  { source: 'kafka', group: 'audit', status: 'unknown', topics: [] },
] as const;

test('groups are found by a part of their name in any case, and lead to their lag', () =>
  expect(groupsNamed(groups, 'pay')).toEqual([
    { value: 'Payment', detail: 'Falling behind · reads orders, payments', href: '/lag/kafka/Payment' },
    { value: 'a/b payer', detail: 'OK · reads a, b, c and 2 more', href: '/lag/kafka/a%2Fb%20payer' },
  ]));

test('a group of which nothing is known', () => expect(groupsNamed(groups, 'audit')).toEqual([{ value: 'audit', detail: 'Unknown', href: '/lag/kafka/audit' }]));

test('what no group is called finds none', () => expect(groupsNamed(groups, 'orders')).toEqual([]));
