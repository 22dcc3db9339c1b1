import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { lookTimes, rebuiltWindow, wantsMore, type PartitionPast } from '#lib/core/lag/rebuild.ts';
import type { Micros } from '#lib/core/time.ts';

const micros = (at: number): Micros => brand<Micros>(at);

test.each<[string, readonly number[], number, readonly (readonly [number, number])[], readonly number[]]>([
  ['each that left a trace, once', [30, 10, 20, 10, 40], 40, [], [10, 20, 30, 40]],
  ['those that left none, where they were due', [10, 41], 60, [], [10, 20, 30, 41, 51, 60]],
  ['none that was due when nobody looked', [10, 50], 60, [[10, 50]], [10, 50, 60]],
  ['all as they were due, where nothing changed at all', [], 40, [], [10, 20, 30, 40]],
  ['a trace of the last look comes after it began', [10, 20, 32], 30, [], [10, 20, 32]],
  ['what came before is not asked for', [2, 10, 20], 20, [], [10, 20]],
])('times of looks: %s', (_what, traces, last, gaps, expected) => {
  expect(lookTimes(traces.map(micros), { from: micros(10), last: micros(last), intervalMicros: 10, gaps: gaps.map(([from, to]) => ({ from: micros(from), to: micros(to) })) })).toEqual(expected);
});

const past = (committed: readonly (readonly [at: number, offset: number | null, committedAt: number | null])[], ends: readonly (readonly [at: number, end: number])[]): PartitionPast => ({
  committed: committed.map(([at, offset, committedAt]) => ({ at: micros(at), value: { offset: offset === null ? null : BigInt(offset), committedAt: committedAt === null ? null : micros(committedAt) } })),
  ends: ends.map(([at, end]) => ({ at: micros(at), value: BigInt(end) })),
});
const times = Array.from({ length: 12 }, (_, index) => micros((index + 1) * 10));

test('what stood at each look, and each commit once', () => {
  const { looks, commits } = rebuiltWindow(past([[0, 1, 0], [100, 5, 95], [120, 5, 118]], [[0, 3], [110, 9]]), times);
  expect(looks.map(({ at, committed, end }) => [at, Number(committed), Number(end)])).toEqual([[30, 1, 3], [40, 1, 3], [50, 1, 3], [60, 1, 3], [70, 1, 3], [80, 1, 3], [90, 1, 3], [100, 5, 3], [110, 5, 9], [120, 5, 9]]);
  expect(commits.map(({ at, offset, lag }) => [at, Number(offset), Number(lag)])).toEqual([[0, 1, 2], [95, 5, 0], [118, 5, 4]]);
});

test('what is not known is no look, and what is gone begins anew', () => {
  expect(rebuiltWindow(past([[100, 5, null]], [[110, 9]]), times).looks).toEqual([100, 110, 120].map((at) => ({ at, committed: 5n, end: at < 110 ? null : 9n })));
  expect(rebuiltWindow(past([[0, 5, null], [100, null, null], [115, 1, null]], [[0, 9]]), times).looks).toEqual([{ at: 120, committed: 1n, end: 9n }]);
});

test.each<[string, PartitionPast, boolean]>([
  ['nothing moved, and there is nothing to read', past([[0, 5, 0]], [[0, 5]]), false],
  ['the commit was another before, and which is not known', past([[100, 5, 0]], [[0, 5]]), true],
  ['the end was another before', past([[0, 5, 0]], [[100, 5]]), true],
  ['there is a lag, and few commits', past([[0, 5, 0]], [[0, 9]]), true],
  ['there is a lag, and nobody tells when commits were made', past([[0, 5, null]], [[0, 9]]), false],
  ['there is a lag, and as many commits as a window holds', past(times.map((at) => [at, at, at]), [[0, 900]]), false],
])('more of what was before is wanted: %s', (_what, one, expected) => {
  expect(wantsMore(one, times, rebuiltWindow(one, times))).toBe(expected);
});
