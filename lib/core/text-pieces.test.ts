import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findInText, pieceAt, piecesOf } from '#lib/core/text-pieces.ts';

const texts = (text: string, longest: number) => piecesOf(text, longest).map(({ start, end }) => text.slice(start, end));

test.each([
  ['', ['']],
  ['abc', ['ab', 'c']],
  ['a\n\nb\n', ['a', '', 'b', '']],
  ['abcd\ne', ['ab', 'cd', 'e']],
  ['a😀b', ['a😀', 'b']],
])('%j', (text, pieces) => {
  expect(texts(text, 2)).toEqual(pieces);
});

test('nothing of a text is lost, and every place is in its piece', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '😀', 'é'), maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (text, longest) => {
      const pieces = piecesOf(text, longest);
      expect(pieces.map(({ start, end }) => text.slice(start, end)).join('').length + Array.from(text).filter((char) => char === '\n').length).toBe(text.length);
      for (let at = 0; at < text.length; at++) expect(pieces[pieceAt(pieces, at)]!.start).toBeLessThanOrEqual(at);
    }),
  );
});

test.each([
  ['a mug, a MUG', 'mug', [2, 9]],
  ['aaaa', 'aa', [0, 2]],
  ['İx x', 'x', [1, 3]],
  ['abc', '', []],
  ['abc', 'd', []],
])('%j holds %j', (text, wanted, list) => {
  expect(findInText(text, wanted)).toEqual({ list, more: false });
});

test('places are bounded, and it is said', () => {
  expect(findInText('aaa', 'a', 2)).toEqual({ list: [0, 1], more: true });
});
