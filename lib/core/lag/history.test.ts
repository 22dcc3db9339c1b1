import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { heatOf, pointsOf, stepsOf, type Change, type HistoryRange, type PartitionHistory } from '#lib/core/lag/history.ts';
import type { Micros } from '#lib/core/time.ts';

const at = (seconds: number): Micros => brand<Micros>(1_770_000_000_000_000 + seconds * 1_000_000);
/** Second and offset; looks every ten seconds. */
const changes = (...list: readonly (readonly [number, number | null])[]): Change[] => list.map(([second, offset]) => ({ at: at(second), since: at(second - 10), offset: offset === null ? null : BigInt(offset) }));
const range = (changed: Partial<HistoryRange> = {}): HistoryRange => ({ from: at(0), to: at(60), gaps: [], lastLook: at(60), ...changed });
const partition = (index: number, committed: readonly Change[], ends: readonly Change[], behind: PartitionHistory['behind'] = null): PartitionHistory => ({ topic: 'orders', partition: index, committed, ends, behind });
const every10 = stepsOf(range(), 300, 10_000_000).times;

test('steps fill the range, and are not shorter than looks are apart', () => {
  expect(every10).toEqual([10, 20, 30, 40, 50, 60].map(at));
  expect(stepsOf({ from: at(0), to: at(86_400) }, 300, 10_000_000)).toMatchObject({ stepMicros: 288_000_000, times: { length: 300 } });
  expect(stepsOf({ from: at(0), to: at(1) }, 300, 10_000_000).times).toEqual([at(1)]);
});

test('what did not change is what it was', () => {
  const points = pointsOf([partition(0, changes([-50, 5], [30, 20]), changes([-40, 10], [20, 30]))], range(), every10);
  expect(points.map(({ lag }) => lag)).toEqual([5n, 25n, 10n, 10n, 10n, 10n]);
  expect(points.map(({ rateIn }) => rateIn)).toEqual([null, 2, 0, 0, 0, 0]);
  expect(points.map(({ rateOut }) => rateOut)).toEqual([null, 0, 1.5, 0, 0, 0]);
});

test('time lag is told between looks at the log, and not before them', () => {
  const points = pointsOf([partition(0, changes([-50, 5], [30, 20], [50, 30]), changes([-40, 10], [20, 30]))], range(), every10);
  // Offset 20 is the eleventh of twenty that came between 10 s and 20 s.
  expect(points.map(({ timeLagMicros }) => timeLagMicros)).toEqual([null, null, 14_500_000, 24_500_000, 0, 0]);
});

test('of a message that is older than the looks at the log, what is known of it now tells the time lag since the group stands there', () => {
  const points = pointsOf([partition(0, changes([-50, 5], [20, 8]), changes([-40, 10]), { committed: 8n, since: at(-90) })], range(), every10);
  expect(points.map(({ timeLagMicros }) => timeLagMicros)).toEqual([null, 110_000_000, 120_000_000, 130_000_000, 140_000_000, 150_000_000]);
});

test('of what nobody looked at nothing is said', () => {
  const known = [partition(0, changes([-50, 5]), changes([-40, 10]))];
  const lags = (changed: Partial<HistoryRange>) => pointsOf(known, range(changed), every10).map(({ lag }) => lag);
  expect(lags({ gaps: [{ from: at(15), to: at(45) }] })).toEqual([5n, null, null, null, 5n, 5n]);
  expect(lags({ lastLook: at(35) })).toEqual([5n, 5n, 5n, null, null, null]);
});

test('before the first commit, after the last, and beyond the end nothing is known', () => {
  const lags = (committed: readonly Change[], ends: readonly Change[]) => pointsOf([partition(0, committed, ends)], range(), every10).map(({ lag }) => lag);
  expect(lags(changes([30, 5], [50, null]), changes([-40, 10]))).toEqual([null, null, 5n, 5n, null, null]);
  expect(lags(changes([-10, 50]), changes([-40, 60], [30, 10]))).toEqual([10n, 10n, null, null, null, null]);
  expect(pointsOf([], range(), every10).every(({ lag, rateIn, timeLagMicros }) => lag === null && rateIn === null && timeLagMicros === null)).toBe(true);
});

test('a sum of partitions is known where each of them is', () => {
  const points = pointsOf([partition(0, changes([-50, 5]), changes([-40, 10])), partition(1, changes([-50, 1]), changes([30, 9]))], range(), every10);
  expect(points.map(({ lag }) => lag)).toEqual([null, null, 13n, 13n, 13n, 13n]);
});

test('the heat map has the largest first, and says what is left out', () => {
  const known = [partition(0, changes([-50, 5]), changes([-40, 6])), partition(1, changes([-50, 5]), changes([-40, 9])), partition(2, [], changes([-40, 9]))];
  const { rows, leftOut } = heatOf(known, range({ lastLook: at(20) }), every10, 2);
  expect(rows).toEqual([{ topic: 'orders', partition: 1, lag: [4n, 4n, null, null, null, null] }, { topic: 'orders', partition: 0, lag: [1n, 1n, null, null, null, null] }]);
  expect(leftOut).toBe(1);
});

test('neither lag nor time lag nor a rate is ever below zero', () => {
  const anyChanges = fc.array(fc.tuple(fc.integer({ min: -100, max: 100 }), fc.option(fc.nat(50))), { maxLength: 12 }).map((list) => changes(...list.toSorted(([a], [b]) => a - b)));
  fc.assert(fc.property(fc.array(fc.tuple(anyChanges, anyChanges), { maxLength: 4 }), (list) => {
    for (const point of pointsOf(list.map(([committed, ends], index) => partition(index, committed, ends)), range(), every10)) {
      expect(point.lag ?? 0n).toBeGreaterThanOrEqual(0n);
      for (const value of [point.timeLagMicros, point.rateIn, point.rateOut]) expect(value ?? 0).toBeGreaterThanOrEqual(0);
    }
  }));
});
