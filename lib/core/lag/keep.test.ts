import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { keptStatus, surer } from '#lib/core/lag/keep.ts';
import type { LagStatus } from '#lib/core/lag/statuses.ts';
import type { BehindSince, TimeLagEvidence } from '#lib/core/lag/time-lag.ts';
import type { Micros } from '#lib/core/time.ts';

const looks = (count: number) => ({ commits: [], looks: Array.from({ length: count }, (_, index) => ({ at: brand<Micros>(index), committed: 0n, end: 9n })) });
test.each<[string, LagStatus, LagStatus | null, number, LagStatus]>([
  ['a window that is not full takes nothing back', 'ok', 'stopped', 9, 'stopped'],
  ['one that is full does', 'ok', 'stopped', 10, 'ok'],
  ['what is worse is believed', 'expired', 'stopped', 1, 'expired'],
  ['what no window says is not kept', 'ok', 'unknown', 1, 'ok'],
  ['nothing was judged before', 'ok', null, 1, 'ok'],
])('after another process: %s', (_what, judged, before, count, expected) => {
  expect(keptStatus(judged, before, looks(count))).toBe(expected);
});

const since = (evidence: Exclude<TimeLagEvidence, 'unknown'>, at: number): BehindSince => ({ evidence, since: brand<Micros>(at) });
const unknown: BehindSince = { evidence: 'unknown', since: null };
test.each<[string, BehindSince, BehindSince, 'before' | 'now']>([
  ['the surer', since('estimated', 5), since('appended', 9), 'now'],
  ['the surer, though it is older', since('observed', 5), since('more-than', 1), 'before'],
  ['anything rather than nothing', unknown, since('more-than', 1), 'now'],
  ['the earlier of two bounds', since('more-than', 5), since('more-than', 1), 'now'],
  ['what was said, where both are as sure', since('estimated', 5), since('estimated', 1), 'before'],
])('since when a message waits: %s', (_what, before, now, expected) => {
  expect(surer(before, now)).toBe(expected === 'before' ? before : now);
});
