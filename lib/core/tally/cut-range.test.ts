import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutRange, TALLY_WIDTHS, wholeHours } from '#lib/core/tally/cut-range.ts';
import { MINUTE_MICROS } from '#lib/core/time.ts';

const minute = (count: number): number => count * MINUTE_MICROS;

test.each<[string, number | null, number | null, ReturnType<typeof cutRange>]>([
  ['everything', null, null, { spans: [{ width: 1440, from: null, to: null }], edges: [] }],
  ['nothing', minute(5), minute(5), { spans: [], edges: [] }],
  ['backwards', minute(5), minute(4), { spans: [], edges: [] }],
  ['within a minute', minute(5) + 1, minute(6) - 1, { spans: [], edges: [{ from: minute(5) + 1, to: minute(6) - 1 }] }],
  ['across the end of a minute', minute(5) - 1, minute(5) + 1, { spans: [], edges: [{ from: minute(5) - 1, to: minute(5) }, { from: minute(5), to: minute(5) + 1 }] }],
  ['whole minutes', minute(5), minute(7), { spans: [{ width: 1, from: 5, to: 7 }], edges: [] }],
  ['hours with minutes around', minute(59), minute(181), { spans: [{ width: 1, from: 59, to: 60 }, { width: 60, from: 1, to: 3 }, { width: 1, from: 180, to: 181 }], edges: [] }],
  ['whole days', minute(1440), minute(4320), { spans: [{ width: 1440, from: 1, to: 3 }], edges: [] }],
  ['until a time', null, minute(1440 + 61) + 1, { spans: [{ width: 1440, from: null, to: 1 }, { width: 60, from: 24, to: 25 }, { width: 1, from: 1500, to: 1501 }], edges: [{ from: minute(1501), to: minute(1501) + 1 }] }],
  ['tens of minutes', minute(9), minute(31), { spans: [{ width: 1, from: 9, to: 10 }, { width: 10, from: 1, to: 3 }, { width: 1, from: 30, to: 31 }], edges: [] }],
  ['before the epoch', minute(-61), minute(-1), { spans: [{ width: 1, from: -61, to: -60 }, { width: 10, from: -6, to: -1 }, { width: 1, from: -10, to: -1 }], edges: [] }],
])('%s', (_, from, to, expected) => {
  expect(cutRange(from, to)).toEqual(expected);
});

test('the parts follow each other without a gap, from the one end to the other, and are few', () => {
  fc.assert(
    fc.property(fc.integer({ min: -minute(20_000), max: minute(20_000) }), fc.integer({ min: 1, max: minute(20_000) }), fc.constantFrom(...TALLY_WIDTHS), (from, length, widest) => {
      const { spans, edges } = cutRange(from, from + length, widest);
      const parts = [...spans.map((span) => ({ from: minute(span.from! * span.width), to: minute(span.to! * span.width) })), ...edges].toSorted((a, b) => a.from - b.from);
      expect(parts[0]!.from === from && parts.at(-1)!.to === from + length).toBe(true);
      for (const [index, part] of parts.entries()) {
        expect(part.to).toBeGreaterThan(part.from);
        if (index > 0) expect(part.from === parts[index - 1]!.to).toBe(true);
      }
      for (const edge of edges) expect(edge.to - edge.from).toBeLessThan(MINUTE_MICROS);
      expect(spans.every(({ width }) => width <= widest)).toBe(true);
      const buckets = (width: number): number => spans.filter((span) => span.width === width).reduce((sum, span) => sum + span.to! - span.from!, 0);
      if (widest === 1440) expect([buckets(60) <= 46, buckets(10) <= 10, buckets(1) <= 18]).toEqual([true, true, true]);
    }),
  );
});

const hour = (count: number): number => minute(60 * count);

test.each<[string, number | null, number | null, ReturnType<typeof wholeHours>]>([
  ['everything', null, null, { hours: { from: null, to: null }, rest: [] }],
  ['whole hours', hour(1), hour(3), { hours: { from: hour(1), to: hour(3) }, rest: [] }],
  ['with ends', hour(1) - 1, hour(3) + 1, { hours: { from: hour(1), to: hour(3) }, rest: [{ from: hour(1) - 1, to: hour(1) }, { from: hour(3), to: hour(3) + 1 }] }],
  ['since a time', hour(-1) + 1, null, { hours: { from: 0, to: null }, rest: [{ from: hour(-1) + 1, to: 0 }] }],
  ['across the end of an hour', hour(1) - 1, hour(1) + 1, { hours: null, rest: [{ from: hour(1) - 1, to: hour(1) + 1 }] }],
  ['backwards', hour(3), hour(1), { hours: null, rest: [{ from: hour(3), to: hour(1) }] }],
])('whole hours of %s', (_, from, to, expected) => {
  expect(wholeHours({ from, to })).toEqual(expected);
});
