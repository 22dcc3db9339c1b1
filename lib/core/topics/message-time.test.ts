import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { countable, messageTime, minuteOf } from '#lib/core/topics/message-time.ts';

const micros = (text: string) => brand<Micros>(Date.parse(text) * 1000);
const observed = micros('2026-11-21T12:00:00Z');

test.each([
  ['a moment ago', '2026-11-21T11:59:59Z', '2026-11-21T11:59:59Z'],
  ['of a backlog of last year', '2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
  ['by a clock that is a little ahead', '2026-11-21T12:09:00Z', '2026-11-21T12:09:00Z'],
  ['by a clock that is hours ahead', '2026-11-21T15:00:00Z', '2026-11-21T12:00:00Z'],
  ['by a clock that was never set', '1970-01-01T00:00:10Z', '2026-11-21T12:00:00Z'],
])('a message %s', (_what, timestamp, counted) => {
  expect(messageTime(micros(timestamp), observed)).toBe(micros(counted));
});

test('without a timestamp, or with one of -1', () => {
  expect(messageTime(null, observed)).toBe(observed);
  expect(messageTime(brand<Micros>(-1000), observed)).toBe(observed);
});

test('minutes', () => {
  expect(minuteOf(micros('1970-01-01T01:00:59.999Z'))).toBe(60);
  expect(minuteOf(micros('9999-12-31T23:59:59Z'))).toBe(2_000_000_000);
  expect(minuteOf(countable(micros('9999-12-31T23:59:59Z')))).toBe(2_000_000_000);
  expect(countable(micros('0000-01-01T00:00:00Z'))).toBe(0);
  expect(countable(observed)).toBe(observed);
});
