import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldText, fieldTime } from '#components/ui/field-time.ts';

const before = process.env.TZ;
beforeAll(() => void (process.env.TZ = 'Asia/Kolkata'));
afterAll(() => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

const noon = Date.UTC(2026, 10, 21, 12);

test.each([
  [true, '2026-11-21T12:00'],
  [false, '2026-11-21T17:30'],
])('in UTC: %s', (inUtc, text) => {
  expect(fieldText(noon, inUtc)).toBe(text);
  expect(fieldTime(text, inUtc)).toBe(noon);
});

test('with seconds where they are asked for', () => {
  expect(fieldText(noon + 7000, true, 'seconds')).toBe('2026-11-21T12:00:07');
  expect(fieldTime('2026-11-21T17:30:07', false)).toBe(noon + 7000);
});

test('an empty field is no time', () => expect([fieldTime('', true), fieldTime('', false)]).toEqual([NaN, NaN]));
