import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { evaluatePartition, STRICT, type PartitionNow } from '#lib/core/lag/evaluate.ts';
import type { LagStatus } from '#lib/core/lag/statuses.ts';
import type { Micros } from '#lib/core/time.ts';

const seconds = (value: number): Micros => brand<Micros>(value * 1_000_000);

/** Time in seconds, offset, lag as it was then. */
type CommitRow = readonly [number, number, number | null];
interface BurrowCase {
  readonly commits: readonly CommitRow[];
  readonly ends: readonly number[];
  readonly lag: number;
  readonly now: number;
  readonly allowed?: number;
  readonly expected: LagStatus;
}

const every100 = (offsets: readonly number[], lags: readonly (number | null)[]): CommitRow[] => offsets.map((offset, index) => [(index + 1) * 100, offset, lags[index] ?? null]);
const THOUSANDS = [1000, 2000, 3000, 4000, 5000];
const SAME = [1000, 1000, 1000, 1000, 1000];
/** One a second, caught up with each: issue 290 and 303 of Burrow. */
const CAUGHT_UP = Array.from({ length: 15 }, (_, index): CommitRow => [1_512_224_618 + index, 792_748_079 + index, 0]);

/** The cases of Burrow's own test of its evaluator (core/internal/evaluator/caching_test.go), by their facts and in their order. */
const BURROW: readonly (readonly [string, BurrowCase])[] = [
  ['0: it was caught up once', { commits: every100(THOUSANDS, [0, 50, 100, 150, 200]), ends: [5200], lag: 200, now: 600, expected: 'ok' }],
  ['1: it is silent for as long as the window, and no longer', { commits: every100(THOUSANDS, [0, 50, 100, 150, 200]), ends: [5200], lag: 200, now: 900, expected: 'ok' }],
  ['2: it is silent for longer than the window', { commits: every100(THOUSANDS, [0, 50, 100, 150, 200]), ends: [5200], lag: 200, now: 1000, expected: 'stopped' }],
  ['3: it is silent, and was never caught up', { commits: every100(THOUSANDS, [50, 100, 150, 200, 250]), ends: [5250], lag: 250, now: 1000, expected: 'stopped' }],
  ['4: it moves nothing, and was caught up once', { commits: every100(SAME, [0, 50, 100, 150, 200]), ends: [1200], lag: 200, now: 600, expected: 'ok' }],
  ['5: it moves nothing while the lag grows', { commits: every100(SAME, [100, 150, 200, 250, 300]), ends: [1300], lag: 300, now: 600, expected: 'stalled' }],
  ['6: it moves nothing while the lag stays', { commits: every100(SAME, [100, 100, 100, 100, 100]), ends: [1100], lag: 100, now: 600, expected: 'stalled' }],
  ['7: it was set back and has caught up with where it was', { commits: every100([1000, 2000, 3000, 2000, 4000], [100, 150, 200, 1250, 300]), ends: [4300], lag: 300, now: 600, expected: 'ok' }],
  ['8: it is silent and has nothing to read', { commits: every100(THOUSANDS, [50, 100, 150, 200, 250]), ends: [5250], lag: 0, now: 1000, expected: 'ok' }],
  ['9: it was always caught up, is silent, and much has come since', { commits: CAUGHT_UP, ends: [792_749_024, 792_749_000, 792_748_800, 792_748_600, 792_748_500], lag: 931, now: 1_512_224_650, expected: 'stopped' }],
  ['10: it is silent, and the end was where it stands a moment ago', { commits: CAUGHT_UP, ends: [792_748_094, 792_748_093, 792_748_093, 792_748_093], lag: 1, now: 1_512_224_650, expected: 'ok' }],
  ['11: as 0, with lags that are not known between', {
    commits: [1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500].map((offset, index): CommitRow => [100 + index * 50, offset, index % 2 === 0 ? index * 25 : null]),
    ends: [5700], lag: 200, now: 600, expected: 'ok' }],
  ['12: the lag is one that is allowed', { commits: [[100, 1000, 2], [200, 2000, 1], [300, 2000, 1]], ends: [2001], lag: 1, now: 550, allowed: 1, expected: 'ok' }],
  ['13: as 5, beyond the lag that is allowed', { commits: every100(SAME, [100, 150, 200, 250, 300]), ends: [1300], lag: 300, now: 600, allowed: 99, expected: 'stalled' }],
  ['14: as 7, beyond the lag that is allowed', { commits: every100([1000, 2000, 3000, 2000, 4000], [100, 150, 200, 1250, 300]), ends: [4300], lag: 300, now: 600, allowed: 99, expected: 'ok' }],
  ['15: it was set back and has not caught up with where it was', { commits: every100([1000, 2000, 3000, 2000, 2500], [100, 150, 200, 1250, 300]), ends: [4300], lag: 300, now: 600, expected: 'rewound' }],
];

/** Of a window that is as long as it gets. */
function partitionOf({ commits, ends, lag, now }: BurrowCase): PartitionNow {
  const committed = BigInt(commits.at(-1)?.[1] ?? 0);
  return {
    committed, end: committed + BigInt(lag), start: 0n, drained: false, timeLagMicros: null, now: seconds(now), patienceMicros: 0,
    commits: commits.map(([at, offset, then]) => ({ at: seconds(at), toldAt: seconds(at), offset: BigInt(offset), lag: then === null ? null : BigInt(then) })),
    looks: ends.map((end) => ({ at: seconds(now), committed, end: BigInt(end) })),
  };
}

test.each(BURROW)('as Burrow judges: %s', (_what, given) => {
  expect(evaluatePartition(partitionOf(given), { ...STRICT, allowedLag: BigInt(given.allowed ?? 0) })).toBe(given.expected);
});

test('a window that rises steadily is behind, as in Burrow', () => {
  const commits = every100(THOUSANDS, [50, 100, 150, 200, 250]);
  expect(evaluatePartition(partitionOf({ commits, ends: [5250], lag: 250, now: 600, expected: 'ok' }), STRICT)).toBe('falling-behind');
});

const tens = (lags: readonly number[]): CommitRow[] => lags.map((lag, index) => [(index + 1) * 10, (index + 1) * 100, lag]);
test.each<[string, readonly number[], LagStatus]>([
  ['one dip in a long rise', [100, 210, 290, 410, 380, 600, 710, 790, 910, 1000], 'falling-behind'],
  ['up and down around one level', [500, 460, 540, 480, 520, 490, 530, 470, 510, 505], 'ok'],
  ['a long fall with one rise', [1000, 900, 800, 700, 720, 500, 400, 300, 200, 100], 'ok'],
  ['it was caught up within the rise', [0, 210, 290, 410, 380, 600, 710, 790, 910, 1000], 'ok'],
])('the slope of the window: %s', (_what, lags, expected) => {
  const last = lags.at(-1) ?? 0;
  expect(evaluatePartition(partitionOf({ commits: tens(lags), ends: [1000 + last], lag: last, now: 105, expected }), STRICT)).toBe(expected);
});

/** Looks every ten seconds without times of commits: committed and end of each. */
function polled(rows: readonly (readonly [number, number])[], changes: Partial<PartitionNow> = {}): PartitionNow {
  const looks = rows.map(([committed, end], index) => ({ at: seconds(index * 10), committed: BigInt(committed), end: BigInt(end) }));
  const last = looks.at(-1);
  return { committed: last?.committed ?? 0n, end: last?.end ?? null, start: 0n, drained: false, timeLagMicros: null, now: seconds(rows.length * 10), patienceMicros: 100_000_000, commits: [], looks, ...changes };
}
const rows = (count: number, of: (index: number) => readonly [number, number]): (readonly [number, number])[] => Array.from({ length: count }, (_, index) => of(index));

test.each<[string, PartitionNow, LagStatus]>([
  ['it stands still for a whole window', polled(rows(10, (index) => [5, 20 + index])), 'not-moving'],
  ['it stands still, and the window is not full', polled(rows(9, () => [5, 20])), 'falling-behind'],
  ['it stands still, and was caught up within the window', polled([[5, 5], ...rows(9, (): [number, number] => [5, 20])]), 'ok'],
  ['it moves and the lag grows', polled(rows(10, (index) => [index * 10, 50 + index * 20])), 'falling-behind'],
  ['it moves and the lag shrinks', polled(rows(10, (index) => [index * 20, 500 + index * 10])), 'ok'],
  ['it was set back', polled(rows(10, (index) => [index < 5 ? 100 + index : 20 + index, 200])), 'rewound'],
  ['too few looks tell nothing', polled([[5, 20], [6, 24]]), 'ok'],
  ['messages expired unread', polled([[5, 20], [5, 20]], { start: 6n }), 'expired'],
  ['it has read all that was left', polled([[6, 6]], { start: 6n }), 'ok'],
  ['the end is not known', polled([[5, 20]], { end: null }), 'unknown'],
  ['it is beyond the end: the log is another', polled([[25, 20]]), 'unknown'],
  ['what is left cannot be read', polled(rows(10, () => [5, 6]), { drained: true }), 'ok'],
])('without times of commits: %s', (_what, partition, expected) => {
  expect(evaluatePartition(partition, STRICT)).toBe(expected);
});

test.each<[string, Partial<typeof STRICT>, number | null, LagStatus]>([
  ['within the messages', { floorMessages: 15n }, null, 'ok'],
  ['beyond the messages', { floorMessages: 14n }, null, 'not-moving'],
  ['within the time', { floorMicros: 5 }, 5, 'ok'],
  ['beyond the time', { floorMicros: 5 }, 6, 'not-moving'],
  ['a time that is not known is not within', { floorMicros: 5 }, null, 'not-moving'],
  ['within one of two', { floorMicros: 5, floorMessages: 15n }, 6, 'not-moving'],
  ['within both', { floorMicros: 5, floorMessages: 15n }, 5, 'ok'],
])('a floor: %s', (_what, floor, timeLagMicros, expected) => {
  expect(evaluatePartition(polled(rows(10, () => [5, 20]), { timeLagMicros }), { ...STRICT, ...floor })).toBe(expected);
});

test('a first commit is no silence before a window has passed', () => {
  const first = (now: number) => evaluatePartition({ ...partitionOf({ commits: [[0, 5, 15]], ends: [20], lag: 15, now, expected: 'ok' }), patienceMicros: 100_000_000 }, STRICT);
  expect([first(1), first(100), first(101)]).toEqual(['ok', 'ok', 'stopped']);
});
