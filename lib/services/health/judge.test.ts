import { expect, test } from 'vitest';
import type { CollectorStatus } from '#lib/contracts/health.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { judgeReports, type Report } from '#lib/services/health/judge.ts';

const now = brand<Micros>(Date.UTC(2026, 0, 31, 12) * 1000);
const ago = (seconds: number) => brand<Micros>(now - seconds * 1e6);

const kafka = { name: 'kafka', status: 'ok', lagMessages: '3', staleSince: null, error: null } as const;
const status = (changes: Partial<CollectorStatus> = {}): CollectorStatus => ({
  startedAt: '2026-01-31T11:00:00.000Z',
  pid: 1,
  rollup: true,
  pendingChanges: 0,
  rollupBehindMs: 0,
  eventsPerSecond: 1,
  spansPerSecond: 1,
  counts: { events: '1', spans: '1', duplicates: '0', quarantined: '0' },
  sources: [kafka],
  error: null,
  ...changes,
});
const report = (seconds: number, changes?: Partial<CollectorStatus>, id = 'a'): Report => ({ id, at: ago(seconds), status: status(changes) });

test.each<[string, Report[], string, string | RegExp]>([
  ['none ever', [], 'degraded', 'no collector has reported yet'],
  ['one that works', [report(1)], 'ok', 'one collector is running'],
  ['two that work', [report(1), report(2, {}, 'b')], 'ok', '2 collectors are running'],
  ['one that was replaced', [report(1), report(30, {}, 'b')], 'ok', 'one collector is running'],
  ['one that is silent', [report(11)], 'degraded', /since 2026-01-31T11:59:49/],
  ['one that is long gone', [report(61)], 'down', /since 2026-01-31T11:58:59/],
  ['one that cannot write', [report(1, { error: 'the database is read-only' })], 'degraded', 'a: the database is read-only'],
  ['one of two that fails', [report(1), report(1, { error: 'disk full' }, 'b')], 'degraded', 'b: disk full'],
  ['a report of another version', [{ id: 'a', at: ago(1), status: { pid: 'x' } }], 'degraded', /since/],
])('%s', (_what, reports, expected, detail) => {
  const verdict = judgeReports(reports, now);
  expect(verdict.collector.status).toBe(expected);
  expect(verdict.status).toBe(expected);
  expect(verdict.collector.detail).toMatch(detail);
});

test('a source that is down makes the whole degraded, not down', () => {
  const verdict = judgeReports([report(1, { sources: [{ ...kafka, status: 'down', error: 'refused' }] })], now);
  expect(verdict).toMatchObject({ status: 'degraded', collector: { status: 'ok' }, sources: [{ name: 'kafka', status: 'down', error: 'refused' }] });
});

test('a source that several collectors read is shown once: the worst, with the lag of all', () => {
  const behind = { ...kafka, status: 'degraded', lagMessages: '9007199254740993', staleSince: '2026-01-31T11:59:00.000Z', error: 'slow' } as const;
  expect(judgeReports([report(1), report(1, { sources: [behind] }, 'b')], now).sources).toEqual([{ ...behind, lagMessages: '9007199254740996' }]);
});

test('what a silent collector said last is still shown', () => {
  expect(judgeReports([report(20)], now)).toMatchObject({ sources: [{ name: 'kafka' }], collector: { collectors: [{ id: 'a', seenAt: '2026-01-31T11:59:40.000Z' }] } });
});
