import { expect, test } from 'vitest';
import { orderPartitions } from '#components/lag/partition-order.ts';
import type { PartitionSort } from '#components/lag/url-state.ts';
import type { GroupPartition } from '#lib/contracts/lag.ts';

const partition = (number: number, changes: Partial<GroupPartition>): GroupPartition => ({
  topic: 't', partition: number, committed: '0', committedAt: null, end: '0', start: '0', status: 'ok', wasCaughtUp: false, member: null, clientId: null, host: null,
  lag: '0', timeLagMs: 0, timeLagEvidence: 'appended', rateIn: 0, rateOut: 0, drain: 'none', drainMs: null, ...changes,
});

const partitions = [
  partition(0, { lag: '5', drain: 'in', drainMs: 50, rateIn: 1, member: 'b' }),
  partition(1, { lag: null, drain: 'unknown', status: 'unknown', rateIn: null, timeLagMs: null }),
  partition(2, { lag: '90', drain: 'never', status: 'stopped', rateIn: 3, timeLagMs: 9, member: 'a' }),
  partition(3, { lag: '7', drain: 'never', status: 'falling-behind', rateIn: 2, timeLagMs: 8, member: 'b' }),
];

test.each<[PartitionSort, number[]]>([
  ['worst', [2, 3, 1, 0]],
  ['partition', [0, 1, 2, 3]],
  ['lag', [2, 3, 0, 1]],
  ['timeLag', [2, 3, 0, 1]],
  ['rateIn', [2, 3, 0, 1]],
  ['drain', [2, 3, 0, 1]],
  ['member', [2, 0, 3, 1]],
])('by %s', (sort, order) => {
  expect(orderPartitions(partitions, sort).map((each) => each.partition)).toEqual(order);
});
