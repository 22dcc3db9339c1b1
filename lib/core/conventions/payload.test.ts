import { expect, it } from 'vitest';
import { LARGEST_PARSED, readPayload, scalarAt } from '#lib/core/conventions/payload.ts';

const utf8 = new TextEncoder();
const read = (text: string | Uint8Array, contentType: string | null = null) => {
  const notes: string[] = [];
  const payload = readPayload(typeof text === 'string' ? utf8.encode(text) : text, contentType, (note) => notes.push(note));
  return { payload, notes };
};

it.each([
  ['an object', ' {"a":1}', null],
  ['by content type', '{"a":1}', 'application/json; charset=utf-8'],
  ['by suffix', '{"a":1}', 'application/vnd.acme.order.v1+json'],
  ['as text', '{"a":1}', 'text/plain'],
  ['with a byte order mark', '\ufeff{"a":1}', null],
  ['behind Confluent framing', Uint8Array.from([0, 0, 0, 0, 9, ...utf8.encode('{"a":1}')]), null],
])('reads JSON: %s', (_what, text, contentType) => {
  expect(read(text, contentType)).toEqual({ payload: { json: { a: 1 } }, notes: [] });
});

it.each([
  ['plain text', 'hello', null, 0],
  ['other types', '{"a":1}', 'application/avro', 0],
  ['broken JSON', '{"a":', null, 1],
  ['JSON that is announced and does not come', 'hello', 'application/json', 1],
  ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), null, 1],
  ['too much', `["${'x'.repeat(LARGEST_PARSED)}"]`, null, 1],
])('leaves %s', (_what, text, contentType, notes) => {
  expect(read(text, contentType)).toMatchObject({ payload: { json: undefined }, notes: { length: notes } });
});

it('survives nesting far deeper than the stack', () => {
  const depth = 400_000;
  expect(read('['.repeat(depth) + ']'.repeat(depth)).notes).toEqual([]);
  expect(read(`${'['.repeat(depth)}12345678901234567890${']'.repeat(depth)}`).notes).toEqual([]);
});

it.each([
  ['{"a":9007199254740993}', '9007199254740993'],
  ['{"a":-12345678901234567890}', '-12345678901234567890'],
  ['{"a":42}', '42'],
  ['{"a":"9007199254740993"}', '9007199254740993'],
  ['{"a":true}', null],
  ['{"a":{}}', null],
  ['{"a":1e999}', null],
])('%s has %s at /a', (text, value) => {
  expect(scalarAt(read(text).payload, '/a')).toBe(value);
});

it('follows pointers by RFC 6901, and only into what is there', () => {
  const { payload } = read('{"a/b":{"m~n":["x"]},"":"empty"}');
  expect(scalarAt(payload, '/a~1b/m~0n/0')).toBe('x');
  expect(scalarAt(payload, '/')).toBe('empty');
  expect(scalarAt(payload, '/constructor/name')).toBeNull();
  expect(scalarAt(payload, 'a')).toBeNull();
});
