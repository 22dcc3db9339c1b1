import { expect, test } from 'vitest';
import { findInMessage, parseTopicSearch, type Searchable } from '#lib/core/topics/search.ts';

const message: Searchable = {
  key: () => 'Order-4711',
  headers: () => [{ name: 'Tenant', value: 'Acme=North' }, { name: 'trace', value: null }, { name: 'tenant', value: 'other' }],
  payload: () => '{"customer":{"id":4711,"na.me":"Grüße"},"lines":[{"sku":"A"}],"nothing":null}',
};
const find = (typed: string, where = message) => {
  const search = parseTopicSearch(typed);
  return search === null ? null : findInMessage(search, where);
};

test.each<[string, string[] | null]>([
  ['', null],
  ['  ', null],
  ['order-47', ['key']],
  ['ACME', ['header Tenant']],
  ['tenant', ['header Tenant', 'header tenant']],
  ['GRÜSSE', []],
  ['grüße', ['payload']],
  ['4711', ['key', 'payload']],
  ['nowhere', []],
  ['header:tenant=acme', ['header Tenant']],
  ['header:TENANT = "acme=n"', ['header Tenant']],
  ['header:tenant', ['header Tenant', 'header tenant']],
  ['header:trace', ['header trace']],
  ['header:trace=x', []],
  ['header:absent=acme', []],
  ['$.customer.id = "4711"', ['payload']],
  ['$.customer.id=4711', ['payload']],
  ['$.customer.id == 4711', ['payload']],
  ['$.customer.id = 47', []],
  [`$.customer['na.me'] = Grüße`, ['payload']],
  ['$.lines[0].sku = A', ['payload']],
  ['/lines/0/sku=A', ['payload']],
  ['$.nothing = null', ['payload']],
  ['$.customer = {}', []],
  ['$.constructor.name = Object', []],
  ['$', []],
  ['$.', []],
])('%s', (typed, found) => {
  expect(find(typed)).toEqual(found);
});

test('what is no JSON, cut off, or too deep has no paths, and does no harm', () => {
  for (const payload of [null, '', 'id 4711', '{"id":4711', ('['.repeat(200_000))]) {
    expect(find('$.id = 4711', { ...message, payload: () => payload })).toEqual([]);
  }
});

test('JSON behind a schema id is read', () => {
  expect(find('$.id = 1', { ...message, payload: () => '\0\0\0\0\u0007{"id":1}' })).toEqual(['payload']);
});

test('nothing typed takes long', () => {
  for (const typed of [`$.${'a.'.repeat(240)}`, `$${'['.repeat(400)}`, `/${'a'.repeat(490)}`, `header:${' '.repeat(480)}`]) expect(() => find(typed)).not.toThrow();
});
