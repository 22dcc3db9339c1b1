import { expect, it } from 'vitest';
import { DEFAULT_CONVENTIONS, extendConventions } from '#lib/core/conventions/conventions.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const keys = (...args: Parameters<typeof anEvent>) => readEvent(anEvent(...args)).keys.filter((key) => key.kind === 'correlation');

it.each(DEFAULT_CONVENTIONS.correlation.headers)('reads header %s in any case', (name) => {
  expect(keys({ headers: [[name.toUpperCase(), ' abc-1 ']] })).toEqual([{ kind: 'correlation', value: 'abc-1', from: name, join: 'c:abc-1' }]);
});

it.each(DEFAULT_CONVENTIONS.correlation.pointers)('reads payload %s', (pointer) => {
  const value = pointer.slice(1).split('/').reduceRight<unknown>((inner, name) => ({ [name]: inner }), 'abc-1');
  expect(keys({ value })).toEqual([{ kind: 'correlation', value: 'abc-1', from: pointer, join: 'c:abc-1' }]);
});

it('believes headers before the payload, the last of repeats, and lets further ids only find', () => {
  const headers = [['x-request-id', 'request-9'], ['correlation-id', 'first'], ['Correlation-Id', 'last']] as const;
  expect(keys({ headers, value: { correlationId: 'payload-1' } })).toEqual([
    { kind: 'correlation', value: 'last', from: 'correlation-id', join: 'c:last' },
    { kind: 'correlation', value: 'request-9', from: 'x-request-id', join: null },
    { kind: 'correlation', value: 'payload-1', from: '/correlationId', join: null },
  ]);
});

it.each(['', ' ', 'null', 'undefined', '0', '-', 'unknown', 'default', '00000000-0000-0000-0000-000000000000', '0'.repeat(32), 'NULL', 'n/a'])(
  'takes %j for no id and goes on to the next place',
  (useless) => {
    expect(keys({ headers: [['correlation-id', useless], ['x-correlation-id', 'real-1']] })).toMatchObject([{ value: 'real-1', join: 'c:real-1' }]);
  },
);

it.each([
  ['far too long', 'x'.repeat(1001)],
  ['NUL', 'a\u0000b'],
  ['a line end inside', 'a\nb'],
  ['no UTF-8', new Uint8Array([0xff, 0xfe, 0x80])],
])('takes %s as absent, with a note', (_what, value) => {
  const reading = readEvent(anEvent({ headers: [['correlation-id', value]] }));
  expect(reading.keys).toEqual([]);
  expect(reading.notes).toHaveLength(1);
});

it('reads a UUID that was written as bytes, as Spring Kafka does for a reply', () => {
  const uuid = '5964b7e8-63e1-475f-8bff-8dfb89722b2a';
  expect(keys({ headers: [['kafka_correlationId', Buffer.from(uuid.replaceAll('-', ''), 'hex')]] })).toEqual([{ kind: 'correlation', value: uuid, from: 'kafka_correlationId', join: `c:${uuid}` }]);
  expect(keys({ headers: [['kafka_correlationId', 'sixteen letters!']] })).toMatchObject([{ value: 'sixteen letters!' }]);
  expect(keys({ headers: [['kafka_correlationId', Buffer.from('ff'.repeat(16), 'hex')]] })).toEqual([]);
});

it('takes half a surrogate pair in a payload as absent', () => {
  expect(keys({ value: '{"correlationId":"a\\ud800"}' })).toEqual([]);
});

it('keeps the digits of a number beyond 2^53', () => {
  expect(keys({ value: '{"correlationId": 12345678901234567890}' })).toMatchObject([{ value: '12345678901234567890' }]);
});

it('looks where configuration says first', () => {
  const conventions = extendConventions({ correlation: { headers: ['acme-saga'], pointers: ['/saga/id'] } });
  const read = (...args: Parameters<typeof anEvent>) => readEvent(anEvent(...args), conventions).keys[0];
  expect(read({ headers: [['correlation-id', 'b'], ['Acme-Saga', 'a']] })).toMatchObject({ value: 'a', from: 'acme-saga' });
  expect(read({ value: { saga: { id: 's' }, correlationId: 'b' } })).toMatchObject({ value: 's', from: '/saga/id' });
});
