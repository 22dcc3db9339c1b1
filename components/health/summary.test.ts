import { expect, test } from 'vitest';
import { healthSummary } from '#components/health/summary.ts';
import type { Health } from '#lib/contracts/health.ts';

const at = '2026-11-21T10:00:00Z';
const kafka: Health['checks']['sources'][number] = { name: 'kafka', status: 'ok', lagMessages: '0', staleSince: null, error: null };
const one: Health['checks']['collector']['collectors'][number] = {
  id: 'c1', seenAt: at, startedAt: at, pid: 1, rollup: true, pendingChanges: 0, rollupBehindMs: 12, eventsPerSecond: 1204, spansPerSecond: 0,
  counts: { events: '1', spans: '1', duplicates: '0', quarantined: '0' }, sources: [], error: null,
};
const health = (checks: Partial<Health['checks']> = {}): Health => ({
  status: 'ok',
  checks: { database: { status: 'ok', detail: '', since: null }, collector: { status: 'ok', detail: '', collectors: [one] }, sources: [kafka, { ...kafka, name: 'http', status: 'off', lagMessages: null }], ...checks },
  quarantined: 0,
  underivable: 0,
});

test.each([
  [health(), '1,204 events and 0 spans a second from 1 source; all that the brokers hold is read; flows are up to date.'],
  [
    health({ sources: [{ ...kafka, lagMessages: '9223372036854775807' }], collector: { status: 'ok', detail: '', collectors: [{ ...one, rollupBehindMs: 65_000 }] } }),
    '1,204 events and 0 spans a second from 1 source; 9,223,372,036,854,775,807 messages still to read; flows are 1 min 5 s behind.',
  ],
  [health({ sources: [kafka, { ...kafka, name: 'b', status: 'down' }] }), 'b needs a look; the rest is being collected.'],
  [health({ collector: { status: 'down', detail: 'no collector has reported since 10:00', collectors: [] } }), 'Nothing is being collected: no collector has reported since 10:00. What is stored can still be read.'],
  [health({ database: { status: 'down', detail: 'connection refused', since: null } }), 'Nothing can be read or stored: connection refused.'],
  [{ ...health(), underivable: 1 }, 'Deriving fails for 1 message or trace; 1,204 events and 0 spans a second from 1 source; all that the brokers hold is read; flows are up to date.'],
  [{ ...health({ sources: [{ ...kafka, lagMessages: '9' }] }), underivable: 10_000 }, 'Deriving fails for 10,000 or more messages or traces; 1,204 events and 0 spans a second from 1 source; 9 messages still to read; flows are up to date.'],
])('case %#', (state, sentence) => expect(healthSummary(state)).toBe(sentence));
