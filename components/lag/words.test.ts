import { expect, test } from 'vitest';
import { drainText, percentText, rateText, timeLagText } from '#components/lag/words.ts';
import type { LagStatus, TimeLagEvidence } from '#lib/contracts/lag.ts';

test.each<[number | null, TimeLagEvidence, string, LagStatus?]>([
  [372_000, 'observed', '6 min 12 s'],
  [0, 'appended', '0 s'],
  [0, 'estimated', '0 s'],
  [40_000, 'estimated', '~ 40 s'],
  [3_600_000, 'more-than', '> 1 h'],
  [0, 'more-than', '> 0 s'],
  [0, 'observed', 'nothing left', 'expired'],
  [9000, 'observed', '9.0 s', 'expired'],
  [null, 'unknown', '–'],
  [null, 'appended', '–'],
])('%j ms, %s: %s', (timeLagMs, timeLagEvidence, words, status = 'ok') => {
  expect(timeLagText({ timeLagMs, timeLagEvidence, status })).toBe(words);
});

test.each<[Omit<Parameters<typeof drainText>[0], 'status'>, string, LagStatus?]>([
  [{ drain: 'none', drainMs: null }, 'caught up'],
  [{ drain: 'never', drainMs: null }, 'never at this rate', 'falling-behind'],
  [{ drain: 'never', drainMs: null }, 'not shrinking'],
  [{ drain: 'unknown', drainMs: null }, '–'],
  [{ drain: 'in', drainMs: 400 }, '< 1 s'],
  [{ drain: 'in', drainMs: 5000 }, '5.0 s'],
  [{ drain: 'in', drainMs: 754_000 }, '12 min 34 s'],
])('%j: %s', (drain, words, status = 'ok') => {
  expect(drainText({ ...drain, status })).toBe(words);
});

test.each<[number | null, string]>([[null, '–'], [0, '0'], [-0.1, '0'], [0.01, '< 0.1'], [5, '5.0'], [1204.2, '1,204'], [NaN, '–']])('%j messages a second: %s', (rate, words) => {
  expect(rateText(rate)).toBe(words);
});

test.each([[0, '0%'], [0.001, '< 1%'], [0.94, '94%'], [0.999, '> 99%'], [1, '100%']])('%d of the lag: %s', (share, words) => {
  expect(percentText(share)).toBe(words);
});
