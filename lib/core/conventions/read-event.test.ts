import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_CONVENTIONS, extendConventions } from '#lib/core/conventions/conventions.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const known = [
  ...Object.values(DEFAULT_CONVENTIONS).flatMap((part) => (typeof part === 'object' && 'headers' in part ? [...part.headers] : [])),
  'traceparent', 'b3', 'X-B3-TraceId', 'X-B3-SpanId', 'uber-trace-id', 'baggage', 'content-type', 'ce_specversion', 'ce_id', 'ce_source', 'ce_time',
  'kafka_dlt-original-topic', 'kafka_dlt-original-partition', 'retry_topic-attempts', 'x-retry-count', '__proto__', 'constructor',
];
const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)));
const header = fc.tuple(fc.oneof(fc.constantFrom(...known), fc.string()), fc.option(bytes));
const value = fc.oneof(fc.option(bytes), fc.json().map((text) => new TextEncoder().encode(text)));

it('never throws, and writes only what a database and JSON can hold', () => {
  fc.assert(
    fc.property(fc.array(header, { maxLength: 30 }), value, fc.string(), (headers, payload, topic) => {
      const reading = readEvent(anEvent({ headers, value: payload, topic }));
      const text = JSON.stringify(reading, (_name, field: unknown) => (typeof field === 'bigint' ? String(field) : field));
      expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      for (const key of reading.keys) expect(key.value.length).toBeLessThanOrEqual(1000);
    }),
    { numRuns: 2000 },
  );
});

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
