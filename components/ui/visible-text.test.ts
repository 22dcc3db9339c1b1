import { expect, test } from 'vitest';
import { visibleText } from '#components/ui/visible-text.ts';

test.each([
  ['plain ünïcödé 🚚', 'plain ünïcödé 🚚'],
  ['a\u0000b', 'a␀b'],
  ['a\r\nb\tc', 'a␍␊b␉c'],
  ['\u007f\u0085', '␡[U+0085]'],
  ['abc\u202Etxt.exe', 'abc[U+202E]txt.exe'],
  ['zero\u200bwidth\ufeff', 'zero[U+200B]width[U+FEFF]'],
  ['\ud800x', '\ufffdx'],
])('%j is shown as %s', (text, shown) => expect(visibleText(text)).toBe(shown));

test('lines are kept where they are wanted', () => expect(visibleText('a\n\tb\u0000', { lines: true })).toBe('a\n\tb␀'));
