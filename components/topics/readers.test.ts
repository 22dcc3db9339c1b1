import { expect, test } from 'vitest';
import { groupsAlone } from '#components/topics/readers.ts';
import type { TopicGroup } from '#lib/contracts/topics.ts';

const group = (name: string, state: TopicGroup['state'] = 'ok'): TopicGroup => ({ group: name, state, members: 1, lag: '0', lastMovedAt: null, partitions: [] });

const service = (name: string, ...groups: string[]) => ({ service: name, groups, seenAt: '2026-11-21T12:00:00Z' });

test.each([
  ['one that is called like a service is its own', ['payment', 'inventory'], [service('payment')], ['inventory']],
  ['the only one left is that of the only service left', ['billing-v2', 'mail'], [service('billing'), service('mail')], []],
  ['of several left it is not known whose they are', ['a', 'b'], [service('billing')], ['a', 'b']],
  ['without services all stand alone', ['a'], [], ['a']],
])('%s', (_, names, consumers, alone) => expect(groupsAlone({ groups: names.map((name) => group(name)), consumers })).toEqual(alone));

test('groups that no service is known to be, without those that are gone', () => {
  const consumers = [service('payment', 'payment', 'payment-retry')];
  expect(groupsAlone({ groups: [group('payment'), group('audit'), group('old', 'gone'), group('secret', 'forbidden')], consumers })).toEqual(['audit', 'secret']);
});
