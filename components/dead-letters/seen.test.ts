import { expect, it } from 'vitest';
import { answeredAt, newsOf, readLooked } from '#components/dead-letters/seen.ts';

const group = { firstSeenAt: '2026-11-21T10:00:00.5Z', lastSeenAt: '2026-11-21T12:00:00.5Z' };

it('tells the time of an answer by the end of its trend', () => {
  expect(answeredAt({ trendFrom: '2026-11-20T12:00:00Z', trendStepMs: 3_600_000 })).toBe('2026-11-21T12:00:00.000Z');
});

it.each([
  [null, null],
  ['2026-11-21T09:00:00.000Z', 'new'],
  ['2026-11-21T11:00:00.000Z', 'more'],
  ['2026-11-21T13:00:00.000Z', null],
])('since %s the group is %s', (looked, news) => {
  expect(newsOf(group, looked)).toBe(news);
});

it.each([
  [null, null],
  ['no time', null],
  ['2026-11-21T12:00:00Z', '2026-11-21T12:00:00.000Z'],
  ['2036-11-21T12:00:00Z', null],
])('takes what was kept as %s for %s', (kept, looked) => {
  expect(readLooked(kept, Date.parse('2026-11-21T12:30:00Z'))).toBe(looked);
});
