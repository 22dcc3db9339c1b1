import { expect, test } from 'vitest';
import { deadSamplings, newestSample } from '#components/lag/sampling.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const sampled = (at: string | null, error: string | null = null, intervalMs = 10_000) => ({ source: 'kafka', at, intervalMs, error });

test.each([
  ['just now', sampled('2026-11-21T11:59:58Z'), []],
  ['three intervals ago', sampled('2026-11-21T11:59:30Z'), []],
  ['longer ago', sampled('2026-11-21T11:59:29Z'), [{ source: 'kafka', since: Date.parse('2026-11-21T11:59:29Z'), why: null }]],
  ['by a slow observer', sampled('2026-11-21T11:57:30Z', null, 60_000), []],
  ['by one that fails', sampled('2026-11-21T11:59:55Z', 'no broker answers'), [{ source: 'kafka', since: Date.parse('2026-11-21T11:59:55Z'), why: 'no broker answers' }]],
  ['never', sampled(null), [{ source: 'kafka', since: null, why: null }]],
  ['ahead of this clock', sampled('2026-11-21T12:00:09Z'), []],
])('sampled %s', (_when, sampling, dead) => {
  expect(deadSamplings([sampling], now)).toEqual(dead);
});

test('the newest sample of several sources', () => {
  expect(newestSample([sampled('2026-11-21T11:00:00Z'), sampled('2026-11-21T11:30:00Z'), sampled(null)])).toBe('2026-11-21T11:30:00Z');
  expect(newestSample([])).toBeNull();
});
