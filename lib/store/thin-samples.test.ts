import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import type { PackedSample } from '#lib/store/packed-samples.ts';
import { thinSamples } from '#lib/store/thin-samples.ts';

const SECOND = 1_000_000;
const at = (seconds: number): Micros => brand<Micros>(seconds * SECOND);
const moved = (seconds: number, since: number | null, offsets: PackedSample['offsets']): PackedSample => ({ at: at(seconds), since: since === null ? null : at(since), offsets });

test('a minute has what each partition had at its end, and since its beginning', () => {
  const samples = [
    moved(10, null, [{ partition: 0, offset: 1n, once: true, committedAt: at(9) }, { partition: 1, offset: 5n, once: true, committedAt: at(8) }]),
    moved(50, 40, [{ partition: 0, offset: 9n, once: true, committedAt: at(49) }]),
    moved(60, 50, [{ partition: 0, offset: 12n, start: 3n }]),
    moved(110, 100, [{ partition: 0, offset: null }]),
    moved(200, 190, [{ partition: 2, offset: 1n }]),
  ];
  expect(thinSamples(samples, 60 * SECOND)).toEqual([
    // The only commit of partition 1, but not the only one of partition 0.
    moved(50, null, [{ partition: 0, offset: 9n, committedAt: at(49) }, { partition: 1, offset: 5n, once: true, committedAt: at(8) }]),
    moved(110, 50, [{ partition: 0, offset: null, start: 3n }]),
    moved(200, 190, [{ partition: 2, offset: 1n }]),
  ]);
});

test('of nothing nothing is left', () => {
  expect(thinSamples([], 60 * SECOND)).toEqual([]);
});
