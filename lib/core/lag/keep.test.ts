import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { surer } from '#lib/core/lag/keep.ts';
import type { BehindSince, TimeLagEvidence } from '#lib/core/lag/time-lag.ts';
import type { Micros } from '#lib/core/time.ts';

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
