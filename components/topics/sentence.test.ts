import { expect, test } from 'vitest';
import { sentenceOf } from '#components/topics/sentence.ts';
import type { TopicDetail, TopicGroup } from '#lib/contracts/topics.ts';

const group = (name: string, lag: string | null, state: TopicGroup['state'] = 'ok'): TopicGroup => ({ group: name, state, members: 1, lag, lastMovedAt: null, partitions: [] });
const service = (name: string) => ({ service: name, groups: [], seenAt: '2026-11-21T12:00:00Z' });
const topic = (more: Partial<TopicDetail>): TopicDetail => ({
  source: 'kafka', name: 'payments', role: 'normal', incarnation: 0, incarnations: [], from: '', to: '', perSecondNow: 12.4, perSecond: 1, messages: '10', kept: '10', keptBytes: '1', lastMessageAt: '2026-11-21T12:00:00Z',
  series: [], chart: { bucketMs: 1, buckets: [] }, partitions: [], groups: [], groupsSampledAt: null, producers: [], consumers: [], ...more,
});

test.each<[string, Partial<TopicDetail>]>([
  ['12 messages a second from payment and checkout, read by 3 groups; billing is 1,204 behind.', { producers: [service('payment'), service('checkout')], groups: [group('billing', '1204'), group('a', '3'), group('b', '0')] }],
  ['2.5 messages a second, read by 1 group; none is behind.', { perSecondNow: 2.5, groups: [group('a', '0')] }],
  ['2.5 messages a second, read by 2 groups; none is known to be behind, and of 1 group it is not known.', { perSecondNow: 2.5, groups: [group('a', '0'), group('b', null)] }],
  ['12 messages a second from a, b, c and 2 others, read by no group that commits.', { producers: ['a', 'b', 'c', 'd', 'e'].map(service) }],
  ['12 messages a second, read by x.', { consumers: [service('x')], groups: [group('old', '9', 'gone')] }],
  ['Nothing was written in the last minute; written by payment, read by 1 group.', { perSecondNow: 0, producers: [service('payment')], groups: [group('a', null)] }],
  ['No message of it is kept.', { lastMessageAt: null, kept: '0' }],
])('%s', (sentence, more) => {
  expect(sentenceOf(topic(more))).toBe(sentence);
});
