import { zstdCompressSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { brand } from '#lib/core/brand.ts';
import type { Held } from '#lib/core/quarantine/held.ts';
import type { EventRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import { appendIsolating } from '#lib/collector/isolate.ts';
import { prepare } from '#lib/collector/prepare.ts';
import { reprocess, type ReprocessOptions } from '#lib/collector/reprocess.ts';
import { readHealth } from '#lib/services/health/read.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { listQuarantine } from '#lib/services/quarantine/list.ts';
import { readQuarantineEntry } from '#lib/services/quarantine/read.ts';
import { pass } from '#lib/services/rollup/testing/rollup.ts';
import { writeBatch, writeRecord } from '#lib/sources/kafka/records/testing/write-batch.ts';
import { toJson, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';
import { appendFacts } from '#lib/store/append.ts';
import { microsNow } from '#lib/store/clock.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { storedEvents } from '#lib/store/testing/stored-events.ts';

const actor = { name: 'local', address: '127.0.0.1' };
const place = { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0 };

async function opened(): Promise<{ store: FreshStore; options: ReprocessOptions; woken: () => number }> {
  const store = await freshStore();
  let woken = 0;
  return { store, options: { store, conventions: DEFAULT_CONVENTIONS, masking: null, payloadLimit: 65_536, appended: () => (woken += 1) }, woken: () => woken };
}

/** As a source quarantines, and returns the entry's id. */
async function quarantine(store: FreshStore, bytes: Uint8Array, held?: Held): Promise<bigint> {
  await appendFacts(store, { source: 'kafka', slices: [], pushed: [], chunks: [], quarantined: [{ source: 'kafka', origin: 'orders/0/5', reason: 'compression codec 4 is not known', bytes, held }] }, { payloadLimit: 65_536, now: microsNow() });
  const { rows } = await store.pool.query<{ id: string }>('SELECT max(id) AS id FROM quarantine');
  return BigInt(rows[0]?.id ?? 0);
}

const eventsOf = async ({ pool }: FreshStore): Promise<string[]> =>
  (await pool.query<{ at: string }>(`SELECT t.name || '/' || t.incarnation || '/' || e.partition || '/' || e."offset" AS at FROM event e JOIN topic t ON t.id = topic_id ORDER BY e."offset"`)).rows.map(({ at }) => at);

/** Offsets 3 to 7, of which 5 to 7 could not be read, by an earlier version say. */
const record = (offsetDelta: number) => writeRecord({ offsetDelta, value: Buffer.from('{"ok":true}'), headers: [[Buffer.from('correlation-id'), Buffer.from(`c-${offsetDelta}`)]] });
const batch = writeBatch({ base: 3n, attributes: 4, records: [0, 1, 2, 3, 4].map(record), compress: (bytes) => zstdCompressSync(bytes) });
const heldBatch: Held = { kind: 'batch', at: { ...place, offset: 5n }, last: 7n };

test('a batch is stored at its coordinates and becomes flows; asked twice and at once it is stored once', async () => {
  const { store, options, woken } = await opened();
  const id = await quarantine(store, batch, heldBatch);
  expect(await readHealth(store)).toMatchObject({ quarantined: 1 });
  const answers = await Promise.all([reprocess(options, id, actor), reprocess(options, id, actor), reprocess(options, id, actor)]);
  answers.push(await reprocess(options, id, actor));
  expect(answers).toEqual(Array.from({ length: 4 }, () => ({ state: 'read', at: answers[0]?.at, events: 3, spans: 0, reason: null })));
  expect(woken()).toBe(1);
  expect(await eventsOf(store)).toEqual(['orders/0/0/5', 'orders/0/0/6', 'orders/0/0/7']);
  await pass(store);
  expect(await readFlow(store, 'c-3')).toMatchObject({ found: { flow: { counts: { events: 1 } } } });
  expect(await readQuarantineEntry(store, String(id))).toMatchObject({ state: 'read', size: batch.length, place: { first: { offset: '5' }, last: '7' }, read: { events: 3, spans: 0 }, tried: null });
  expect(await readHealth(store)).toMatchObject({ quarantined: 0 });
  expect((await listQuarantine(store, { limit: 10, state: 'kept' })).quarantined).toEqual([]);
  expect((await listQuarantine(store, { limit: 10 })).quarantined).toMatchObject([{ id: String(id), state: 'read' }]);
  const { rows } = await store.pool.query('SELECT actor, action, subjects, count, outcome FROM audit_entry');
  expect(rows).toEqual([{ actor: 'local', action: 'reprocess', subjects: [`quarantine-${id}`], count: 3, outcome: 'read: 3 events and 0 spans' }]);
});

test('what stands there already is left as it is', async () => {
  const { store, options } = await opened();
  await reprocess(options, await quarantine(store, batch, { ...heldBatch, last: 6n }), actor);
  expect(await reprocess(options, await quarantine(store, batch, heldBatch), actor)).toMatchObject({ state: 'read', events: 3 });
  expect(await eventsOf(store)).toEqual(['orders/0/0/5', 'orders/0/0/6', 'orders/0/0/7']);
});

test('two entries of one batch, read at the same time, are stored once', async () => {
  const { store, options } = await opened();
  const ids = [await quarantine(store, batch, heldBatch), await quarantine(store, batch, heldBatch), await quarantine(store, batch, heldBatch)];
  expect(await Promise.all(ids.map((id) => reprocess(options, id, actor)))).toMatchObject(ids.map(() => ({ state: 'read', events: 3 })));
  expect(await eventsOf(store)).toEqual(['orders/0/0/5', 'orders/0/0/6', 'orders/0/0/7']);
});

test('by a clock that is a month behind nothing is read again, and all of it when it is set right', async () => {
  const { store, options } = await opened();
  const id = await quarantine(store, batch, heldBatch);
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 30 * 86_400_000);
  try {
    await expect(reprocess(options, id, actor)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('The clock of this process') });
  } finally {
    clock.mockRestore();
  }
  expect(await eventsOf(store)).toEqual([]);
  expect(await reprocess(options, id, actor)).toMatchObject({ state: 'read', events: 3 });
});

test('what still cannot be read says why, stays, and is read when it can be', async () => {
  const { store, options, woken } = await opened();
  const broken = Buffer.from(batch);
  broken.writeUInt8(broken.readUInt8(40) ^ 1, 40);
  const id = await quarantine(store, broken, heldBatch);
  expect(await reprocess(options, id, actor)).toMatchObject({ state: 'unreadable', reason: 'offsets 3 to 7 cannot be read: the checksum (CRC-32C) does not match' });
  expect(await readQuarantineEntry(store, String(id))).toMatchObject({ state: 'kept', read: null, tried: { reason: expect.stringContaining('CRC-32C') } });
  expect([await eventsOf(store), woken()]).toEqual([[], 0]);
  await store.pool.query('UPDATE quarantine SET bytes = $1', [batch]);
  expect(await reprocess(options, id, actor)).toMatchObject({ state: 'read', events: 3 });
});

test('an event that the database refused is stored when it takes it: key, headers and masking as they were', async () => {
  const { store, options } = await opened();
  await store.pool.query('ALTER TABLE event ADD CONSTRAINT not_yet CHECK (value_size <> 9)');
  const refused: EventRecord = {
    at: { ...place, offset: 0n }, timestamp: brand<Micros>(1_700_000_000_000_000), timestampType: 'create', key: Buffer.from('k\0'),
    headers: [{ name: 'correlation-id', value: Buffer.from('refused') }, { name: 'n\0', value: Buffer.from([255]) }], value: Buffer.from('nine chars'.slice(0, 9)),
    masked: { rules: ['card numbers'], payload: { state: 'masked', size: 9, digest: Buffer.alloc(32, 1), rules: ['card numbers'] } },
  };
  const { rows: [topic] } = await store.pool.query<{ id: number }>(`INSERT INTO topic (source, name, incarnation, first_seen_at) VALUES ('kafka', 'orders', 0, 0) RETURNING id`);
  await store.pool.query('INSERT INTO position VALUES ($1, 0, 0, 0)', [topic?.id]);
  const slice = { topic: 'orders', partition: 0, incarnation: 0, from: 0n, to: 1n, events: [refused] };
  await appendIsolating({ source: 'kafka', slices: [slice] }, (part) => appendFacts(store, prepare(part, DEFAULT_CONVENTIONS), { payloadLimit: 65_536, now: microsNow() }));
  expect(await reprocess(options, 1n, actor)).toMatchObject({ state: 'unreadable', reason: expect.stringMatching(/^it cannot be stored: .*not_yet/) });
  await store.pool.query('ALTER TABLE event DROP CONSTRAINT not_yet');
  expect(await reprocess(options, 1n, actor)).toMatchObject({ state: 'read', events: 1 });
  await pass(store);
  expect(await readFlow(store, 'refused')).toMatchObject({ found: { flow: { counts: { events: 1 } }, events: [{ coordinates: { offset: '0' } }] } });
  expect(await storedEvents(store.pool)).toMatchObject([{ key: Buffer.from('k\0'), value: refused.value, valueSize: 9 }]);
});

test('spans become their flow; nonsense and what nobody knows stay', async () => {
  const { store, options } = await opened();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const spans = await quarantine(store, toJson([wireExport([wireSpan()])]), { kind: 'spans' });
  const nonsense = await quarantine(store, Buffer.from('no spans'), { kind: 'spans' });
  const unknown = await quarantine(store, Buffer.from([1, 2, 3]));
  expect(await reprocess(options, spans, actor)).toMatchObject({ state: 'read', events: 0, spans: 1 });
  expect(await reprocess(options, nonsense, actor)).toMatchObject({ state: 'unreadable', reason: expect.stringMatching(/^not spans: /) });
  expect(await reprocess(options, unknown, actor)).toMatchObject({ state: 'unreadable', reason: expect.stringContaining('was not kept') });
  await expect(reprocess(options, 999n, actor)).rejects.toMatchObject({ code: 'not-found' });
  await pass(store);
  expect(await readFlow(store, traceId)).toMatchObject({ found: { flow: { counts: { spans: 1 } } } });
  expect(await readQuarantineEntry(store, String(spans))).toMatchObject({ read: { traces: [traceId] } });
});
