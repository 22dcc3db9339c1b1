import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { eventKey, hashKey } from '#lib/core/flows/keys.ts';
import type { Micros } from '#lib/core/time.ts';
import { readEventValue } from '#lib/services/events/read-value.ts';
import { readEventDetail } from '#lib/services/events/read.ts';
import { insertEvent, insertFlow, NOON } from '#lib/services/testing/rows.ts';
import { eventRef } from '#lib/store/refs.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text));
const place = (offset: bigint, incarnation: number | null = null) => ({ source: 'kafka', topic: 'orders', incarnation, partition: 0, offset });

test('an event is shown with everything that is kept of it', async () => {
  const store = await freshStore();
  const topicId = await insertEvent(store, {
    topic: 'orders',
    offset: 17n,
    headers: [{ name: 'X', value: bytes('1') }, { name: 'x', value: null }, { name: 'X', value: new Uint8Array([0, 255]) }],
    reading: {
      type: 'order.created', messageId: 'm-1', contentType: 'application/json', eventTime: brand<Micros>(Number(NOON) + 1), notes: ['traceparent is malformed'],
      trace: { traceId: 'abc', ref: null, sampled: null, from: 'sw8' },
      keys: [{ kind: 'business', name: 'orderId', value: '4711', from: '/orderId', join: null }],
    },
    row: { key: bytes('4711'), value: bytes('{"n":9007199254740993}'), valueSize: 22 },
  });
  await insertFlow(store, { id: 'flow', events: [eventRef(topicId, 0, 17n)], keys: [{ kind: 'business', name: 'orderId', value: '4711' }] });
  expect(await readEventDetail(store, place(17n))).toEqual({
    coordinates: { source: 'kafka', topic: 'orders', incarnation: 0, partition: 0, offset: '17' },
    flowId: 'flow', id: 'm-1', type: 'order.created', key: '4711',
    timestamp: '2026-01-31T12:00:00.000Z', timestampType: 'create', observedAt: '2026-01-31T12:00:00.000Z', eventTime: '2026-01-31T12:00:00.000001Z',
    trace: { traceId: 'abc', spanId: null, from: 'sw8' },
    keys: [{ kind: 'business', name: 'orderId', value: '4711', from: '/orderId' }],
    notes: ['traceparent is malformed'],
    headers: [{ name: 'X', value: '1', encoding: 'utf8', meaning: [] }, { name: 'x', value: null, encoding: 'utf8', meaning: [] }, { name: 'X', value: '00ff', encoding: 'hex', meaning: [{ name: 'as int16', value: '255' }] }],
    maskedBy: [],
    payload: {
      size: 22, truncated: false, masked: false, maskedBy: [], keyedHash: null, wholeFrom: 'store', sha256: createHash('sha256').update('{"n":9007199254740993}').digest('hex'),
      contentType: 'application/json', encoding: 'json', text: '{"n":9007199254740993}', json: { n: '9007199254740993' },
    },
    whereabouts: [],
    sampling: null,
  });
});

test('an event without keys is found by its own name, a tombstone has no value, and a key may be any bytes', async () => {
  const store = await freshStore();
  const topicId = await insertEvent(store, { topic: 'orders', offset: 1n, row: { key: new Uint8Array([255, 0]), timestamp: null, timestampType: 0 } });
  await insertFlow(store, { id: 'flow', events: [eventRef(topicId, 0, 1n)] });
  await store.prisma.flowKey.create({ data: { flowId: 'flow', kind: 'record', value: 'r', hash: hashKey(eventKey({ ...place(1n, 0), incarnation: 0 })) } });
  expect(await readEventDetail(store, place(1n))).toMatchObject({ flowId: 'flow', key: 'ff00', timestamp: null, timestampType: 'none', payload: { encoding: 'tombstone', size: null } });
  expect(await readEventValue(store, place(1n))).toEqual({ kept: 'whole', value: null });
});

test('an event that is in no flow yet says so', async () => {
  const store = await freshStore();
  await insertEvent(store, { topic: 'orders', offset: 1n });
  expect(await readEventDetail(store, place(1n))).toMatchObject({ flowId: null });
});

test('the newest incarnation that holds the offset, unless one is asked for', async () => {
  const store = await freshStore();
  for (const [incarnation, offset] of [[0, 1n], [0, 2n], [1, 1n]] as const) {
    await insertEvent(store, { topic: 'orders', incarnation, offset, reading: { messageId: `${incarnation}/${offset}` } });
  }
  const id = async (offset: bigint, incarnation?: number) => (await readEventDetail(store, place(offset, incarnation ?? null)))?.id;
  expect(await id(1n)).toBe('1/1');
  expect(await id(1n, 0)).toBe('0/1');
  expect(await id(2n)).toBe('0/2');
  expect(await id(2n, 1)).toBeUndefined();
  expect(await id(3n)).toBeUndefined();
});

test('a value is given whole; of what is kept in part it is told whose it is, and of what masking keeps back nothing', async () => {
  const store = await freshStore();
  const masking = (state: 'masked' | 'off', kept: number) => ({ masking: { payload: { state, kept, digest: 'ab', rules: ['payloads of orders are off'] }, rules: ['header x'] } });
  await insertEvent(store, { topic: 'orders', offset: 1n, row: { value: bytes('abc'), valueSize: 3 } });
  await insertEvent(store, { topic: 'orders', offset: 2n, row: { value: bytes('abc'), valueSize: 10_000_000, sha256: new Uint8Array(32) } });
  await insertEvent(store, { topic: 'orders', offset: 4n, reading: masking('off', 0), row: { value: new Uint8Array(), valueSize: 6 } });
  await insertEvent(store, { topic: 'orders', offset: 5n, reading: masking('masked', 3), row: { value: bytes('abc'), valueSize: 6 } });
  expect(await readEventValue(store, place(1n))).toEqual({ kept: 'whole', value: Buffer.from('abc') });
  expect(await readEventValue(store, place(2n))).toEqual({ kept: 'beginning', at: place(2n, 0) });
  await expect(readEventValue(store, place(3n))).rejects.toMatchObject({ code: 'not-found' });
  await expect(readEventValue(store, place(4n))).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('payloads of orders are off') });
  expect(await readEventValue(store, place(5n))).toEqual({ kept: 'whole', value: Buffer.from('abc') });
  expect(await readEventDetail(store, place(2n))).toMatchObject({ payload: { size: 10_000_000, truncated: true, sha256: '0'.repeat(64), encoding: 'text', text: 'abc' } });
  expect(await readEventDetail(store, place(4n))).toMatchObject({ maskedBy: ['header x'], payload: { size: 6, masked: true, maskedBy: ['payloads of orders are off'], sha256: null, keyedHash: 'ab', encoding: 'none' } });
});
