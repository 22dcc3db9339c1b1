import { expect, it } from 'vitest';
import { tickLabel, tickStep } from '#components/timeline/ticks.ts';

it.each([
  [1000 / 1_400_000, 200_000],
  [1000 / 420_000, 50_000],
  [10, 10],
  [1000 / 7_200_000_000, 600_000_000],
  [1000 / (400 * 86_400_000_000), 100 * 86_400_000_000],
])('steps roundly at %f px a microsecond', (pxPerMicro, step) => {
  expect(tickStep(pxPerMicro, 80)).toBe(step);
});

it.each([
  [0, 100_000, '0 ms'],
  [300_000, 100_000, '300 ms'],
  [1_200_000, 200_000, '1.2 s'],
  [61_000_000, 1_000_000, '1 min 1 s'],
  [60_000_000, 60_000_000, '1 min'],
  [5_400_000_000, 900_000_000, '1 h 30 min'],
  [90_000_000_000, 3_600_000_000, '1 d 1 h'],
  [20, 10, '20 µs'],
  [1_020, 10, '1.02 ms'],
])('writes %i with steps of %i as %s', (offset, step, text) => {
  expect(tickLabel(offset, step)).toBe(text);
});
