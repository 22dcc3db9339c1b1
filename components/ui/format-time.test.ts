import { describe, expect, test } from 'vitest';
import { formatLocalTime, formatUtc, isTimeZone } from '#components/ui/format-time.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

describe('a local time', () => {
  test.each([
    ['2026-11-21T10:42:07.114209Z', 'UTC', 'seconds', '10:42:07'],
    ['2026-11-21T10:42:07.114209Z', 'UTC', 'millis', '10:42:07.114'],
    ['2026-11-21T10:42:07.114209Z', 'Asia/Kolkata', 'minutes', '16:12'],
    ['2026-11-20T23:59:59Z', 'UTC', 'seconds', '20 Nov 23:59:59'],
    ['2026-11-20T23:59:59Z', 'Europe/Berlin', 'seconds', '00:59:59'],
    ['1970-01-01T00:00:00Z', 'UTC', 'minutes', '1 Jan 1970 00:00'],
    ['2026-11-21T10:42:07Z', 'UTC', 'compact', '10:42:07'],
    ['2026-11-20T10:42:07Z', 'UTC', 'compact', '20 Nov 10:42'],
    ['no time', 'UTC', 'minutes', '–'],
  ] as const)('%s in %s as %s is %s', (time, zone, style, text) => expect(formatLocalTime(time, zone, { style, now })).toBe(text));

  test('has its day where no day is given to compare with', () => expect(formatLocalTime(now, 'UTC')).toBe('21 Nov 2026 12:00:00'));
});

test('UTC keeps every digit', () => {
  expect(formatUtc('2026-11-21T10:42:07.114209Z')).toBe('2026-11-21 10:42:07.114209 UTC');
  expect(formatUtc(now)).toBe('2026-11-21 12:00:00.000 UTC');
  expect(formatUtc('never')).toBe('–');
});

test('zones are recognised', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true);
  expect(isTimeZone('Mars/Olympus')).toBe(false);
  expect(isTimeZone('')).toBe(false);
});
