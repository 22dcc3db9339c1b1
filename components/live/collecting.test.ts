import { expect, test } from 'vitest';
import { collecting } from '#components/live/collecting.ts';
import type { Health } from '#lib/contracts/health.ts';

const at = '2026-11-21T10:00:00Z';
const kafka: Health['checks']['sources'][number] = { name: 'kafka', status: 'ok', lagMessages: '0', staleSince: null, error: null };
const collector: Health['checks']['collector']['collectors'][number] = {
  id: 'c1', seenAt: at, startedAt: at, pid: 1, rollup: true, pendingChanges: 0, rollupBehindMs: 0, eventsPerSecond: 602, spansPerSecond: 10,
  counts: { events: '1', spans: '1', duplicates: '0', quarantined: '0' }, sources: [kafka], error: null,
};
const fine: Health = {
  status: 'ok',
  checks: { database: { status: 'ok', detail: '', since: null }, collector: { status: 'ok', detail: '', collectors: [collector, { ...collector, id: 'c2' }] }, sources: [kafka] },
  quarantined: 0,
  underivable: 0,
};
const but = (checks: Partial<Health['checks']>, status: Health['status'] = 'degraded'): Health => ({ ...fine, status, checks: { ...fine.checks, ...checks } });

test('all is well: the rates of all collectors together', () => {
  expect(collecting(fine)).toEqual({ tone: 'ok', words: 'collecting', since: null, eventsPerSecond: 1204 });
});

test.each([
  [null, 'server does not answer', 'bad', null],
  [but({ database: { status: 'down', detail: 'refused', since: at } }, 'down'), 'database down', 'bad', at],
  [but({ collector: { status: 'down', detail: '', collectors: [collector] } }), 'collector down', 'bad', at],
  [but({ collector: { status: 'down', detail: '', collectors: [] } }), 'collector down', 'bad', null],
  [but({ collector: { status: 'degraded', detail: '', collectors: [] } }), 'no collector', 'warn', null],
  [but({ collector: { status: 'degraded', detail: '', collectors: [collector] } }), 'collector silent', 'warn', at],
  [but({ collector: { status: 'degraded', detail: '', collectors: [{ ...collector, error: 'disk full' }, collector] } }), 'collector has an error', 'warn', null],
  [but({ collector: { status: 'degraded', detail: '', collectors: [{ ...collector, error: 'disk full' }] }, sources: [kafka, { ...kafka, name: 'b', staleSince: at }] }), 'nothing is stored', 'bad', at],
  [but({ sources: [{ ...kafka, status: 'down', staleSince: at }] }), 'kafka down', 'bad', at],
  [but({ sources: [{ ...kafka, name: 'otlp' }, { ...kafka, staleSince: at }] }), 'kafka stale', 'warn', at],
  [but({ sources: [{ ...kafka, status: 'degraded' }] }), 'kafka degraded', 'warn', null],
  [but({}), 'degraded', 'warn', null],
  [but({ sources: [{ ...kafka, status: 'starting' }] }, 'ok'), 'starting', 'idle', null],
] as const)('case %#: %s is %s', (health, words, tone, since) => {
  expect(collecting(health)).toMatchObject({ words, tone, since });
});

test('without a collector that can store there is no rate; of two, one that has an error may still collect', () => {
  const silent = { status: 'degraded', detail: '', collectors: [collector] } as const;
  expect(collecting(but({ collector: { ...silent, collectors: [...silent.collectors] } })).eventsPerSecond).toBeNull();
  const full = { ...collector, error: 'disk full' };
  expect(collecting(but({ collector: { ...silent, collectors: [full] } })).eventsPerSecond).toBeNull();
  expect(collecting(but({ collector: { ...silent, collectors: [full, collector] } })).eventsPerSecond).toBe(1204);
});
