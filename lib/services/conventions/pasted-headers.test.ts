import { expect, it } from 'vitest';
import { pastedHeaders } from '#lib/services/conventions/pasted-headers.ts';

const read = (text: Parameters<typeof pastedHeaders>[0]) => {
  const { headers, problems } = pastedHeaders(text);
  return { headers: headers.map(({ name, value }) => [name, value === null ? null : Buffer.from(value).toString('latin1')]), problems };
};

it.each<[string, Parameters<typeof pastedHeaders>[0], (readonly [string, string | null])[]]>([
  ['nothing', ' \n\n', []],
  ['lines', 'a: 1\r\n\n  B : x:y \n', [['a', '1'], ['B', 'x:y']]],
  ['a line without a value', 'a:', [['a', '']]],
  ['repeats', 'a: 1\na: 2', [['a', '1'], ['a', '2']]],
  ['hex', 'a: 0x0003fF\nb: 0X\nc: 0xyz', [['a', '\u0000\u0003\u00ff'], ['b', ''], ['c', '0xyz']]],
  ['an object', '{"a": "1", "b": ["2", null], "c": 3, "d": true}', [['a', '1'], ['b', '2'], ['b', null], ['c', '3'], ['d', 'true']]],
  ['a list of objects', '[{"name": "a", "value": "0x01"}, {"key": "b", "value": null}]', [['a', '\u0001'], ['b', null]]],
  ['a list of pairs', '[["a", "1"], ["a", "2"]]', [['a', '1'], ['a', '2']]],
  ['what Node prints of kafkajs', '{"a": {"type": "Buffer", "data": [0, 255]}}', [['a', '\u0000\u00ff']]],
  ['names and values', [{ name: 'a', value: '1' }, { name: 'b', value: null }], [['a', '1'], ['b', null]]],
])('reads %s', (_what, text, headers) => {
  expect(read(text)).toEqual({ headers, problems: [] });
});

it.each<[string, Parameters<typeof pastedHeaders>[0], RegExp[]]>([
  ['lines without a colon', 'a: 1\nnothing\n: x', [/^line 2 is not “name: value”: "nothing"$/, /^line 3/]],
  ['half a byte', 'a: 0x123', [/^line 1: 0x123 has an odd number of digits/]],
  ['broken JSON', '{"a": ', [/^begins like JSON and is not: /]],
  ['other items', '[1, ["a"], {"value": 1}]', [/^item 1 is neither/, /^item 2/, /^item 3/]],
  ['other values', '{"a": {"b": 1}, "c": {"type": "Buffer", "data": [256]}}', [/^"a": its value/, /^"c": its value/]],
  ['no name', [{ name: '', value: 'x' }], [/^header 1 has no name$/]],
  ['too many', Array.from({ length: 1001 }, () => ({ name: 'a', value: '1' })), [/^there are 1001 headers, and 1000 at most/]],
])('says what is wrong with %s', (_what, text, problems) => {
  expect(read(text).problems).toEqual(problems.map((problem) => expect.stringMatching(problem)));
});

it('bounds what it says', () => {
  expect(read('x\n'.repeat(5000)).problems).toHaveLength(21);
});
