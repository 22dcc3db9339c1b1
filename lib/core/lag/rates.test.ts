import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { drainOf, slowestOf, type Drain, type Draining } from '#lib/core/lag/drain.ts';
import { ratesOf, sumOfRates } from '#lib/core/lag/rates.ts';
import { skewOf } from '#lib/core/lag/skew.ts';
import { drainAtRate, drainWithMembers, type WhatIfPartition } from '#lib/core/lag/what-if.ts';
import type { Micros } from '#lib/core/time.ts';

const looks = (rows: readonly (readonly [number, number | null])[]) => rows.map(([committed, end], index) => ({ at: brand<Micros>(1_770_000_000_000_000 + index * 10_000_000), committed: BigInt(committed), end: end === null ? null : BigInt(end) }));

test.each([
  ['one look tells nothing', [[5, 9]], { in: null, out: null }],
  ['by the slope', [[0, 100], [50, 200], [100, 300]], { in: 10, out: 5 }],
  ['nothing moves', [[5, 9], [5, 9]], { in: 0, out: 0 }],
  ['a group that was set back: since then', [[500, 900], [100, 900], [130, 900], [160, 900]], { in: 0, out: 3 }],
  ['an end that was not told', [[0, 100], [10, null], [20, 120]], { in: 1, out: 1 }],
] as const)('rates: %s', (_what, rows, expected) => {
  expect(ratesOf(looks(rows))).toEqual(expected);
});

test('offsets beyond what a number holds still have a slope', () => {
  const big = 9_000_000_000_000_000_000n;
  expect(ratesOf([0n, 10n, 20n].map((step, index) => ({ at: brand<Micros>(index * 1_000_000), committed: big + step, end: big + step })))).toEqual({ in: 10, out: 10 });
});

test('a sum of rates is known where each of them is', () => {
  expect([sumOfRates([1, 2]), sumOfRates([1, null]), sumOfRates([])]).toEqual([3, null, null]);
});

const draining = (lag: number | null, rateIn: number | null, rateOut: number | null, wasCaughtUp = false): Draining => ({ lag: lag === null ? null : BigInt(lag), rateIn, rateOut, wasCaughtUp });
test.each<[string, Draining, Drain]>([
  ['lag by what is read beyond what is written', draining(100, 5, 15), { kind: 'in', millis: 10_000 }],
  ['not at this rate', draining(100, 5, 4), { kind: 'never' }],
  ['not while as much is written', draining(100, 5, 5), { kind: 'never' }],
  ['nothing to drain', draining(0, 5, 0), { kind: 'none' }],
  ['the lag is not known', draining(null, 5, 9), { kind: 'unknown' }],
  ['the rate is not known', draining(100, 5, null), { kind: 'unknown' }],
  ['what is on its way takes the time to its turn', draining(40, 8, 8, true), { kind: 'in', millis: 5000 }],
  ['of what was caught up and reads clearly less than is written nobody can say', draining(69, 2.5, 1.8, true), { kind: 'unknown' }],
  ['a few messages are no sign of reading less', draining(2, 0.4, 0.3, true), { kind: 'in', millis: 2 / 0.3 * 1000 }],
  ['what was caught up and reads nothing any more', draining(40, 8, 0, true), { kind: 'never' }],
])('a partition drains: %s', (_what, partition, expected) => {
  expect(drainOf(partition)).toEqual(expected);
});

test.each<[string, readonly Drain[], Drain]>([
  ['with its slowest partition', [{ kind: 'in', millis: 5 }, { kind: 'none' }, { kind: 'in', millis: 9 }], { kind: 'in', millis: 9 }],
  ['never, where one never does', [{ kind: 'unknown' }, { kind: 'never' }, { kind: 'in', millis: 9 }], { kind: 'never' }],
  ['unknown, where one is', [{ kind: 'unknown' }, { kind: 'in', millis: 9 }], { kind: 'unknown' }],
  ['nothing to drain', [{ kind: 'none' }], { kind: 'none' }],
  ['no partitions', [], { kind: 'unknown' }],
])('a group drains: %s', (_what, drains, expected) => {
  expect(slowestOf(drains)).toEqual(expected);
});

const partition = (lag: number, rateIn: number, rateOut: number, member: string | null): WhatIfPartition => ({ ...draining(lag, rateIn, rateOut), member });
test('what if it read faster', () => {
  const partitions = [partition(100, 10, 8, 'a'), partition(0, 1, 1, 'a')];
  expect(drainAtRate(partitions, 1)).toEqual({ kind: 'never' });
  expect(drainAtRate(partitions, 2.5)).toEqual({ kind: 'in', millis: 10_000 });
});

test.each<[string, readonly WhatIfPartition[], number, Drain]>([
  ['a member that reads two partitions can give one away', [partition(100, 10, 10, 'a'), partition(100, 10, 10, 'a')], 1, { kind: 'in', millis: 10_000 }],
  ['none added changes nothing', [partition(100, 10, 10, 'a'), partition(100, 10, 10, 'a')], 0, { kind: 'never' }],
  ['a partition that has a member of its own gains nothing', [partition(100, 10, 8, 'a'), partition(0, 1, 1, 'b')], 5, { kind: 'never' }],
  ['more members than partitions are no more', [partition(100, 10, 10, 'a'), partition(100, 10, 10, 'a')], 9, { kind: 'in', millis: 10_000 }],
  ['no member is known', [partition(100, 10, 12, null)], 1, { kind: 'unknown' }],
])('what if it had more members: %s', (_what, partitions, added, expected) => {
  expect(drainWithMembers(partitions, added)).toEqual(expected);
});

test.each([
  ['the largest share', [94n, 2n, 4n], 0.94],
  ['no lag', [0n, 0n], null],
  ['one partition', [5n], null],
  ['one is not known', [5n, null], null],
] as const)('skew: %s', (_what, lags, expected) => {
  expect(skewOf(lags)).toBe(expected);
});
