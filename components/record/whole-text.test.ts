import { expect, test } from 'vitest';
import { wholeContent } from '#components/record/whole-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['text', bytes('Grüße\n'), { text: 'Grüße\n' }],
  ['JSON behind a schema id', bytes('\0\0\0\0\u0007{"a":1}'), { text: '{"a":1}' }],
  ['text behind a zero', bytes('\0\0\0\0\u0007abc'), { hex: '0000000007616263' }],
  ['no UTF-8', new Uint8Array([0xff, 1]), { hex: 'ff01' }],
  ['nothing', new Uint8Array(), { text: '' }],
])('%s', (_what, value, content) => {
  expect(wholeContent(value)).toEqual(content);
});

test('of bytes only the first are written out', () => {
  expect(wholeContent(new Uint8Array(1_000_000)).hex).toHaveLength(2 * 16 * 1024);
});
