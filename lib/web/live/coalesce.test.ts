import { expect, test } from 'vitest';
import { coalesce } from '#lib/web/live/coalesce.ts';

const change = (version: string, ids: string[], many = false) => ({ version, ids, many });
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

test.each([
  ['the first', null, change('1', ['a']), change('1', ['a'])],
  ['two', change('1', ['a']), change('2', ['b']), change('2', ['a', 'b'])],
  ['the same twice', change('1', ['a']), change('2', ['a']), change('2', ['a'])],
  ['many before', change('1', [], true), change('2', ['a']), change('2', [], true)],
  ['many after', change('1', ['a']), change('2', [], true), change('2', [], true)],
  ['500', change('1', numbers(0, 250)), change('2', numbers(250, 500)), change('2', numbers(0, 500))],
  ['too many', change('1', numbers(0, 250)), change('2', numbers(250, 501)), change('2', [], true)],
])('%s', (_what, earlier, later, expected) => {
  expect(coalesce(earlier, later)).toEqual(expected);
});
