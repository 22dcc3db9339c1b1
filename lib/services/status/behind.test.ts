import { expect, test } from 'vitest';
import { behindSources } from '#lib/services/status/behind.ts';

const collector = (source: object, eventsPerSecond = 0): unknown => ({
  startedAt: '2026-01-31T10:00:00Z', pid: 1, rollup: true, pendingChanges: 0, rollupBehindMs: 0, eventsPerSecond, spansPerSecond: 0,
  counts: { events: '0', spans: '0', duplicates: '0', quarantined: '0' }, error: null,
  sources: [{ name: 'kafka', status: 'ok', lagMessages: '0', staleSince: null, error: null, ...source }],
});

test.each([
  ['all is read', [collector({})], []],
  ['a few messages are on their way', [collector({ lagMessages: '9' })], []],
  ['many are, and many are read each second', [collector({ lagMessages: '4000' }, 1000)], []],
  ['a backlog', [collector({ lagMessages: '40000' }, 1000)], ['kafka']],
  ['messages that nobody reads', [collector({ lagMessages: '40' })], ['kafka']],
  ['the lag is not known', [collector({ lagMessages: null })], []],
  ['the cluster is down', [collector({ status: 'down' })], ['kafka']],
  ['it has not begun to read', [collector({ status: 'starting' })], ['kafka']],
  ['one of two collectors cannot read', [collector({}), collector({ status: 'degraded' })], ['kafka']],
  ['turned off', [collector({ status: 'off' })], []],
  ['a status that cannot be read', [{ sources: 'what' }, null], []],
])('%s', (_what, statuses, behind) => {
  expect([...behindSources(statuses)]).toEqual(behind);
});
