import { expect, test } from 'vitest';
import { shortDuration } from '#components/lag/series.ts';

test.each([[0, '0 s'], [250, '250 ms'], [40_000, '40 s'], [371_000, '6.2 min'], [5_400_000, '1.5 h'], [172_800_000, '2 d']])('%i ms on an axis: %s', (ms, words) => {
  expect(shortDuration(ms)).toBe(words);
});
