import { expect, test } from 'vitest';
import { cutIntoMinutes } from '#lib/core/topics/minute-buckets.ts';

const at = (text: string) => Date.parse(text) * 1000;

test.each([
  ['15 minutes', '2026-11-21T10:00:30Z', '2026-11-21T10:15:30Z', 1, 16],
  ['an hour', '2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z', 1, 60],
  ['6 hours', '2026-11-21T10:00:00Z', '2026-11-21T16:00:00Z', 5, 72],
  ['a week', '2026-11-14T00:00:00Z', '2026-11-21T00:00:00Z', 120, 84],
  ['nothing', '2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z', 1, 1],
  ['five centuries', '2026-01-01T00:00:00Z', '2526-01-01T00:00:00Z', 5 * 365 * 1440, 101],
])('%s', (_what, from, to, width, count) => {
  expect(cutIntoMinutes(at(from), at(to))).toMatchObject({ width, count });
});

test('buckets hold both ends', () => {
  const { first, width, count } = cutIntoMinutes(at('2026-11-21T10:07:00Z'), at('2026-11-21T14:03:00Z'));
  expect(first * 60e6).toBeLessThanOrEqual(at('2026-11-21T10:07:00Z'));
  expect((first + width * count) * 60e6).toBeGreaterThanOrEqual(at('2026-11-21T14:03:00Z'));
});
