import { expect, test } from 'vitest';
import { deploymentOf, isSettled, rebalanceOf, type Member } from '#lib/core/groups/members.ts';

const member = (id: string, partitions: readonly number[] | null, { host = '/10.0.0.1', clientId = 'billing' } = {}): Member =>
  ({ id, clientId, host, partitions: partitions === null ? null : new Map([['orders', partitions]]) });

const all = [0, 1, 2, 3];

test.each<[string, Member[], Member[], string | null]>([
  ['nothing', [member('a', all)], [member('a', all)], null],
  ['the order of members', [member('a', [0]), member('b', [1])], [member('b', [1]), member('a', [0])], null],
  ['one more', [member('a', all)], [member('a', [0, 1]), member('b', [2, 3])], '1 member joined, 2 members now; 2 of 4 partitions changed hands.'],
  ['one less', [member('a', [0, 1]), member('b', [2, 3])], [member('a', all)], '1 member left, 1 member now; 2 of 4 partitions changed hands.'],
  ['another', [member('a', all), member('b', [])], [member('c', all), member('b', [])], '1 member joined and 1 left, 2 members now; 4 of 4 partitions changed hands.'],
  ['the assignment alone', [member('a', [0]), member('b', [1, 2, 3])], [member('a', [0, 1]), member('b', [2, 3])], '1 of 4 partitions changed hands.'],
  ['one that gets nothing', [member('a', all)], [member('a', all), member('b', [])], '1 member joined, 2 members now; no partition changed hands.'],
  ['assignments that are not known', [member('a', null)], [member('a', null), member('b', null)], '1 member joined, 2 members now; no partition changed hands.'],
  ['the last one gone', [member('a', all)], [], 'Its last member left: nobody reads for it.'],
  ['all gone', [member('a', [0]), member('b', [1])], [], 'All its 2 members left: nobody reads for it.'],
  ['back again', [], [member('a', all)], '1 member joined, where there was none: the group reads again.'],
])('a rebalance: %s', (_name, before, after, text) => {
  expect(rebalanceOf(before, after)).toBe(text);
});

const on = (host: string, clientId = 'analytics') => (id: string): Member => member(id, [], { host, clientId });

test.each<[string, Member[], Member[], string | null]>([
  ['the same', ['a', 'b'].map(on('/10.0.0.1')), ['c', 'd'].map(on('/10.0.0.1')), null],
  ['the first ever', [], ['a'].map(on('/10.0.0.1')), null],
  ['nobody left', ['a'].map(on('/10.0.0.1')), [], null],
  ['another host', ['a', 'b', 'c', 'd'].map(on('/10.0.0.1')), [...['e', 'f', 'g'].map(on('/10.0.3.7')), on('/10.0.0.1')('h')], 'analytics: 3 of 4 members now on /10.0.3.7.'],
  ['many hosts', ['a'].map(on('/0')), [1, 2, 3, 4, 5].map((n) => on(`/${n}`)(`m${n}`)), 'analytics: 5 of 5 members now on /1, /2, /3 and 2 more.'],
  ['another name', ['a', 'b'].map(on('/1', 'v1')), ['c', 'd'].map(on('/2', 'v2')), '2 of 2 members have the new client id v2; v1 is gone.'],
  ['one of another name', ['a'].map(on('/1', 'v1')), [on('/1', 'v1')('a'), on('/1', 'v2')('b')], '1 of 2 members has the new client id v2.'],
  ['a name without end', ['a'].map(on('/1')), ['b'].map(on('/1', 'x'.repeat(30_000))), `1 of 1 member has the new client id ${'x'.repeat(100)}…; analytics is gone.`],
])('a deployment: %s', (_name, before, after, text) => {
  expect(deploymentOf(before, after)).toBe(text);
});

test.each([['Stable', true], ['Empty', true], [null, true], ['PreparingRebalance', false], ['Reconciling', false]])('%s is settled: %s', (state, settled) => {
  expect(isSettled(state)).toBe(settled);
});
