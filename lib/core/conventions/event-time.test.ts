import { expect, it } from 'vitest';
import { parseTime } from '#lib/core/conventions/event-time.ts';

const at = Date.UTC(2026, 0, 31, 10, 11, 12) * 1000;

it.each([
  ['2026-01-31T10:11:12Z', at],
  ['2026-01-31T10:11:12.5Z', at + 500_000],
  ['2026-01-31T10:11:12.123456789Z', at + 123_456],
  ['2026-01-31 12:11:12+02:00', at],
  ['2026-01-31t05:11:12-0500', at],
  ['2026-01-31 10:11:12:123456 Z', at + 123_456],
  [String(at / 1_000_000), at],
  [`${at / 1_000_000}.25`, at + 250_000],
  [String(at / 1000), at],
  [String(at), at],
  [`${at}789`, at],
])('reads %s', (text, micros) => {
  expect(parseTime(text)).toBe(micros);
});

it.each(['', 'yesterday', '2026-01-31', '2026-01-31T10:11:12', '2026-13-31T10:11:12Z', '2026-02-30T10:11:12Z', '2026-01-31T25:11:12Z', '17', '9'.repeat(30), '-1'])('takes %j for no time', (text) => {
  expect(parseTime(text)).toBeNull();
});
