import { expect, test } from 'vitest';
import { microsFromMillis } from '#lib/core/time.ts';
import { readHealth } from '#lib/services/health/read.ts';
import { listQuarantine } from '#lib/services/quarantine/list.ts';
import { NOON } from '#lib/services/testing/rows.ts';
import { openQueryStore } from '#lib/store/query-store.ts';
import { freshStore, freshStoreFor } from '#lib/store/testing/fresh-store.ts';

const nowMs = Date.UTC(2026, 0, 31, 12);
const at = { nowMs, databaseNow: () => Promise.resolve(microsFromMillis(nowMs)) };
const nobody = async () => null;

test('health is read from what the collectors wrote', async () => {
  const store = await freshStore();
  expect(await readHealth(store, nobody, at)).toMatchObject({ status: 'degraded', checks: { database: { status: 'ok' }, collector: { status: 'degraded' } }, quarantined: 0 });
  await store.prisma.processStatus.create({
    data: {
      id: 'host/1', role: 'collector', at: NOON - 2_000_000n,
      status: {
        startedAt: '2026-01-31T11:00:00Z', pid: 1, rollup: true, pendingChanges: 0, rollupBehindMs: 0, eventsPerSecond: 0, spansPerSecond: 0,
        counts: { events: '0', spans: '0', duplicates: '0', quarantined: '1' }, error: null,
        sources: [{ name: 'kafka', status: 'ok', lagMessages: '0', staleSince: null, error: null }],
      },
    },
  });
  await store.prisma.quarantine.create({ data: { at: NOON, source: 'kafka', origin: 'orders/0/1', reason: 'unknown codec', bytes: new Uint8Array([1]) } });
  expect(await readHealth(store, nobody, at)).toMatchObject({ status: 'ok', checks: { sources: [{ name: 'kafka', status: 'ok' }] }, quarantined: 1, underivable: 0 });
  await store.prisma.underivable.create({ data: { isTrace: true, ref: '00000000-0000-0000-0000-000000000001', at: NOON, reason: 'no spans', dueAt: 0n } });
  expect(await readHealth(store, nobody, at)).toMatchObject({ status: 'degraded', checks: { collector: { status: 'ok' } }, quarantined: 1, underivable: 1 });
});

const said = (error: string | null) => ({
  startedAt: '2026-01-31T11:00:00Z', pid: 1, rollup: true, pendingChanges: 0, rollupBehindMs: 0, eventsPerSecond: 0, spansPerSecond: 0,
  counts: { events: '0', spans: '0', duplicates: '0', quarantined: '1' }, error,
  sources: [{ name: 'kafka', status: 'degraded' as const, lagMessages: '7', staleSince: '2026-01-31T11:59:00Z', error: 'The database takes no writes' }],
});

test('a collector that has fallen silent is asked itself: what it cannot write is why', async () => {
  const store = await freshStore();
  await store.prisma.processStatus.create({ data: { id: 'host-1', role: 'collector', at: NOON - 30_000_000n, status: said(null) } });
  const error = 'the database cannot be written: could not extend file: No space left on device';
  expect(await readHealth(store, async () => said(error), at)).toMatchObject({
    status: 'degraded',
    checks: { database: { status: 'ok' }, collector: { status: 'degraded', detail: `host-1: ${error}`, collectors: [{ id: 'host-1', error }] }, sources: [{ staleSince: '2026-01-31T11:59:00Z' }] },
  });
  await store.prisma.processStatus.update({ where: { id: 'host-1' }, data: { at: NOON - 1_000_000n } });
  expect(await readHealth(store, () => Promise.reject(new Error('asked in vain')), at)).toMatchObject({ checks: { collector: { status: 'ok' } } });
});

test('a database that went away is down since it was last seen, and the collector says how it fares', async () => {
  const store = await freshStoreFor({ poolSize: 1 });
  await readHealth(store, nobody, at);
  await store.drop();
  expect(await readHealth(store, async () => said('no connection'), { ...at, nowMs: nowMs + 5_000 })).toMatchObject({
    status: 'down',
    checks: { database: { status: 'down', since: '2026-01-31T12:00:00.000Z' }, collector: { status: 'degraded', collectors: [{ pid: 1 }] }, sources: [{ name: 'kafka', lagMessages: '7' }] },
  });
});

test('a database that is away is told, not thrown', async () => {
  const store = openQueryStore({ url: 'postgresql://nobody@127.0.0.1:1/none', application: 'throughline test', poolSize: 1 });
  expect(await readHealth(store, nobody, at)).toMatchObject({ status: 'down', checks: { database: { status: 'down', since: null }, collector: { status: 'down' } } });
  await store.close();
});

test('what is quarantined is listed, the latest first, page by page, with a preview of any bytes', async () => {
  const store = await freshStore();
  const texts = [Buffer.from('{"resourceSpans":'), Buffer.from([0, 255]), Buffer.from('é'.repeat(200))];
  for (const [index, text] of texts.entries()) {
    await store.prisma.quarantine.create({ data: { at: NOON + BigInt(index), source: 'otlp', origin: 'POST /v1/traces', reason: `reason ${index}`, bytes: Uint8Array.from(text) } });
  }
  const first = await listQuarantine(store, { limit: 2 });
  expect(first.quarantined).toMatchObject([
    { reason: 'reason 2', size: 400, preview: { encoding: 'utf8', value: 'é'.repeat(128) } },
    { reason: 'reason 1', size: 2, preview: { encoding: 'hex', value: '00ff' } },
  ]);
  const second = await listQuarantine(store, { limit: 2, cursor: first.nextCursor ?? '' });
  expect(second).toMatchObject({ quarantined: [{ reason: 'reason 0', at: '2026-01-31T12:00:00.000Z' }], nextCursor: null });
});
