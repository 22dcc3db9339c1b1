import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSearchText, type SearchTerms } from '#lib/services/flows/search-text.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const at = { source: null, incarnation: null };

test.each<[string, Partial<SearchTerms>]>([
  ['order-4711', { values: ['order-4711'], named: null, flowId: null, coordinates: [] }],
  ['  order-4711\n', { values: ['order-4711'] }],
  ['"order-4711"', { values: ['order-4711'] }],
  ['ab\0c', { values: ['abc'] }],
  ['orderId=4711', { values: ['orderId=4711'], named: { name: 'orderId', value: '4711' } }],
  ['orderId:4711', { named: { name: 'orderId', value: '4711' } }],
  ['orderId: "47 11"', { named: { name: 'orderId', value: '47 11' } }],
  ['=4711', { named: null }],
  ['urn:order:1', { values: ['urn:order:1'], named: { name: 'urn', value: 'order:1' } }],
  [trace, { values: [trace], flowId: null }],
  [trace.toUpperCase(), { values: [trace.toUpperCase(), trace] }],
  [`00-${trace}-00f067aa0ba902b7-01`, { values: [`00-${trace}-00f067aa0ba902b7-01`, trace] }],
  [`traceparent: 00-${trace.toUpperCase()}-00F067AA0BA902B7-03`, { values: [`traceparent: 00-${trace.toUpperCase()}-00F067AA0BA902B7-03`, trace] }],
  ['4BF92F35-77B3-4DA6-A3CE-929D0E0E4736', { values: ['4BF92F35-77B3-4DA6-A3CE-929D0E0E4736', trace, '4bf92f35-77b3-4da6-a3ce-929d0e0e4736'] }],
  ['a3ce929d0e0e4736', { values: ['a3ce929d0e0e4736', '0000000000000000a3ce929d0e0e4736'], flowId: 'a3ce929d0e0e4736' }],
  ['A3CE929D', { values: ['A3CE929D', 'a3ce929d'], flowId: null }],
  ['orders/0/17', { values: ['orders/0/17'], coordinates: [{ ...at, topic: 'orders', partition: 0, offset: 17n }] }],
  ['orders-0@17', { coordinates: [{ ...at, topic: 'orders', partition: 0, offset: 17n }] }],
  ['orders-eu-12@17', { coordinates: [{ ...at, topic: 'orders-eu', partition: 12, offset: 17n }] }],
  [
    'kafka/orders/0/17',
    {
      coordinates: [
        { ...at, topic: 'kafka/orders', partition: 0, offset: 17n },
        { ...at, source: 'kafka', topic: 'orders', partition: 0, offset: 17n },
      ],
    },
  ],
  [
    'kafka/orders/1/0/17',
    {
      coordinates: [
        { ...at, topic: 'kafka/orders/1', partition: 0, offset: 17n },
        { ...at, source: 'kafka', topic: 'orders/1', partition: 0, offset: 17n },
        { source: 'kafka', topic: 'orders', incarnation: 1, partition: 0, offset: 17n },
      ],
    },
  ],
  ['1/2', { coordinates: [] }],
  ['/0/17', { coordinates: [] }],
  ['orders/x/17', { coordinates: [] }],
])('%j', (text, expected) => {
  expect(parseSearchText(text)).toMatchObject(expected);
});

test.each(['', '   ', '\0', '""'])('%j asks for nothing', (text) => {
  expect(parseSearchText(text)).toBeNull();
});

test('no text throws, and none asks for a value that the store cannot hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      for (const value of parseSearchText(text)?.values ?? []) {
        expect(value).not.toContain('\0');
        expect(value.length).toBeLessThanOrEqual(200);
      }
    }),
  );
});
