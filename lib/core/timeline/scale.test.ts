import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldIdle } from '#lib/core/timeline/fold.ts';
import { drawnLength, fit, makeScale } from '#lib/core/timeline/scale.ts';

const S = 1_000_000;

describe('folding', () => {
  it.each([
    ['nothing', [], 0, false],
    ['one instant', [[5, 5]], 0, false],
    ['gaps shorter than the work', [[0, S], [1.4 * S, 2 * S]], 0, false],
    ['one long gap', [[0, S], [3600 * S, 3601 * S]], 1, true],
    ['gaps of equal length', [[0, 5000], [60 * S, 60 * S + 5000], [120 * S, 120 * S + 5000]], 2, true],
    ['bare instants, where proportions say more', [[0, 0], [S, S], [4 * S, 4 * S]], 2, false],
    ['work in a third of the time', [[0, S], [3 * S, 4 * S]], 1, false],
  ])('%s', (_, busy, folds, advised) => {
    const folding = foldIdle(busy.map(([from, to]) => ({ from: from!, to: to! })));
    expect(folding.segments.filter(({ fold }) => fold)).toHaveLength(folds);
    expect(folding.advised).toBe(advised);
  });

  it('keeps to forty folds, the longest', () => {
    const busy = Array.from({ length: 100 }, (_, i) => ({ from: i * i * S, to: i * i * S + 1000 }));
    expect(foldIdle(busy).segments.filter(({ fold }) => fold)).toHaveLength(40);
  });
});

const intervals = fc.array(fc.tuple(fc.nat(10_000 * S), fc.nat(10 * S)).map(([from, length]) => ({ from, to: from + length })), { minLength: 1, maxLength: 30 });

describe('the scale', () => {
  it('never runs backwards, fits what it was asked to fit, and finds the time of a pixel again', () => {
    fc.assert(
      fc.property(intervals, fc.array(fc.nat(10_010 * S), { minLength: 2 }), (busy, times) => {
        const { segments } = foldIdle(busy);
        const { pxPerMicro, foldPx } = fit(segments, 1000);
        const scale = makeScale(segments, pxPerMicro, foldPx);
        if (drawnLength(segments) > 1) expect(scale.width).toBeCloseTo(1000, 3);
        const x = times.sort((a, b) => a - b).map(scale.x);
        x.forEach((each, i) => i > 0 && expect(each).toBeGreaterThanOrEqual(x[i - 1]! - 1e-6));
        for (const time of times) expect(scale.x(scale.time(scale.x(time)))).toBeCloseTo(scale.x(time), 3);
      }),
    );
  });

  it('covers the extent without gaps', () => {
    fc.assert(
      fc.property(intervals, (busy) => {
        const { segments } = foldIdle(busy);
        segments.forEach((segment, i) => i > 0 && expect(segment.from).toBe(segments[i - 1]!.to));
        expect(segments[0]!.from).toBe(Math.min(...busy.map(({ from }) => from)));
        expect(segments.at(-1)!.to).toBe(Math.max(...busy.map(({ to }) => to)));
      }),
    );
  });
});
