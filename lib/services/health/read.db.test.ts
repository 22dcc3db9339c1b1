import { expect, test } from 'vitest';
import { readHealth } from '#lib/services/health/read.ts';
import { listQuarantine } from '#lib/services/quarantine/list.ts';
import { NOON } from '#lib/services/testing/rows.ts';
import { openStore } from '#lib/store/store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const nowMs = Date.UTC(2026, 0, 31, 12);

test('health is read from what the collectors wrote', async () => {
  const store = await freshStore();
  expect(await readHealth(store, nowMs)).toMatchObject({ status: 'degraded', checks: { database: { status: 'ok' }, collector: { status: 'degraded' } }, quarantined: 0 });
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
  expect(await readHealth(store, nowMs)).toMatchObject({ status: 'ok', checks: { sources: [{ name: 'kafka', status: 'ok' }] }, quarantined: 1 });
});

test('a database that is away is told, not thrown', async () => {
  const store = openStore({ url: 'postgresql://nobody@127.0.0.1:1/none', application: 'throughline test', poolSize: 1 });
  expect(await readHealth(store, nowMs)).toMatchObject({ status: 'down', checks: { database: { status: 'down' } } });
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
