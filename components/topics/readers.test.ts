import { expect, test } from 'vitest';
import { groupsAlone } from '#components/topics/readers.ts';
import type { TopicGroup } from '#lib/contracts/topics.ts';

const group = (name: string, state: TopicGroup['state'] = 'ok'): TopicGroup => ({ group: name, state, members: 1, lag: '0', lastMovedAt: null, partitions: [] });

test('groups that no service is known to be, without those that are gone', () => {
  const consumers = [{ service: 'payment', groups: ['payment', 'payment-retry'], seenAt: '2026-11-21T12:00:00Z' }, { service: 'mail', groups: [], seenAt: '2026-11-21T12:00:00Z' }];
  expect(groupsAlone({ groups: [group('payment'), group('audit'), group('old', 'gone'), group('secret', 'forbidden')], consumers })).toEqual(['audit', 'secret']);
});
