import { expect, it } from 'vitest';
import { DEFAULT_CONVENTIONS, extendConventions } from '#lib/core/conventions/conventions.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

it('says nothing about a tombstone', () => {
  expect(readEvent(anEvent())).toEqual({
    keys: [], type: null, messageId: null, trace: null, causes: [], eventTime: null, sequence: null,
    contentType: null, attempt: 1, role: 'normal', failure: null, notes: [],
  });
});

it('bounds the notes about 500 broken headers', () => {
  const broken = [...DEFAULT_CONVENTIONS.correlation.headers, ...DEFAULT_CONVENTIONS.messageId.headers, ...DEFAULT_CONVENTIONS.causation.headers];
  const headers = Array.from({ length: 500 }, (_, index) => [broken[index % broken.length]!, new Uint8Array([0xff, index & 0xff])] as const);
  expect(readEvent(anEvent({ headers })).notes).toHaveLength(20);
});

it('finds business keys, joining only where configuration says so', () => {
  const record = anEvent({ value: { data: { orderId: 4711 }, acme: { saga: 'S-1' } } });
  const order = { kind: 'business', name: 'orderId', value: '4711', from: '/data/orderId', join: null };
  expect(readEvent(record).keys).toEqual([order]);
  const conventions = extendConventions({ businessKeys: [{ name: 'orderId', joins: true }, { name: 'saga', pointers: ['/acme/saga'] }] });
  expect(readEvent(record, conventions).keys).toEqual([
    { ...order, join: 'b:orderId=4711' },
    { kind: 'business', name: 'saga', value: 'S-1', from: '/acme/saga', join: null },
  ]);
});
