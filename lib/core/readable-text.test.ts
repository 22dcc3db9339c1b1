import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonBehindSchemaId, readableText } from '#lib/core/readable-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each<[string, Uint8Array, boolean, string | null]>([
  ['text', bytes('Grüße\n\t'), false, 'Grüße\n\t'],
  ['nothing', new Uint8Array(), false, ''],
  ['NUL', bytes('a\0b'), false, null],
  ['an escape sequence', bytes('\u001b[31m'), false, null],
  ['no UTF-8', new Uint8Array([0xff, 1]), false, null],
  ['half a character', bytes('é').subarray(0, 1), false, null],
  ['half a character of what is cut', bytes('né').subarray(0, 2), true, 'n'],
  ['a character of four bytes, cut', bytes('a😀').subarray(0, 4), true, 'a'],
])('%s', (_what, value, cut, text) => {
  expect(readableText(value, cut)).toBe(text);
});

test('what is cut anywhere is read up to there', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(160), (text, at) => {
      const whole = bytes(text);
      const read = readableText(whole.subarray(0, at), true);
      if (readableText(whole, false) !== null) expect(new TextDecoder().decode(whole).startsWith(read ?? 'nothing')).toBe(true);
    }),
  );
});

test.each<[string, Uint8Array, object | null]>([
  ['JSON behind a schema id', bytes('\0\0\0\0\u0007{"a":1}'), { text: '{"a":1}', schemaId: 7 }],
  ['text behind a zero', bytes('\0\0\0\0\u0007abc'), null],
  ['the frame alone', bytes('\0\0\0\0\u0007'), null],
  ['JSON without a frame', bytes('{"a":1}'), null],
  ['Avro behind a schema id', new Uint8Array([0, 0, 0, 0, 7, 2, 0x41]), null],
])('%s', (_what, value, read) => {
  expect(jsonBehindSchemaId(value, false)).toEqual(read);
});
