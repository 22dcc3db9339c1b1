import { expect, test } from 'vitest';
import { TimeBound } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import { resolveTimeBound } from '#lib/services/flows/time-bound.ts';

const now = brand<Micros>(Date.UTC(2026, 0, 31, 12) * 1000 + 7);

test.each([
  ['now', '2026-01-31T12:00:00.000007Z'],
  ['now-0s', '2026-01-31T12:00:00.000007Z'],
  ['now-15m', '2026-01-31T11:45:00.000007Z'],
  ['now-2h', '2026-01-31T10:00:00.000007Z'],
  ['now-30d', '2026-01-01T12:00:00.000007Z'],
  ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00.000Z'],
  ['2026-01-31T10:00:00.5+02:00', '2026-01-31T08:00:00.500Z'],
  ['2026-01-31T10:00:00.123456Z', '2026-01-31T10:00:00.123456Z'],
  ['2026-01-31T10:00:00.123456789Z', '2026-01-31T10:00:00.123456Z'],
  ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
])('%s is %s', (text, expected) => {
  expect(TimeBound.safeParse(text).success).toBe(true);
  expect(rfc3339(resolveTimeBound(text, now))).toBe(expected);
});

test.each(['', 'now-', 'now-15', 'now+15m', 'yesterday', '2026', '2026-01-31', '2026-13-31T10:00:00Z', '2026-01-31T10:00:00', 'now-9999999d'])(
  '%j is no time',
  (text) => {
    expect(TimeBound.safeParse(text).success).toBe(false);
  },
);
