import { expect, test } from 'vitest';
import { fitNames } from '#components/flow-list/fit-names.ts';

const names = ['checkout', 'payment', 'shipping', 'email'];

test.each([
  [1000, 4, 0, false],
  [280, 3, 1, false],
  [200, 2, 2, false],
  [120, 1, 3, false],
  [60, 1, 3, true],
  [10, 1, 3, true],
])('%d pixels hold %d and say +%d', (width, shown, rest, squares) => expect(fitNames(names, width)).toEqual({ shown: names.slice(0, shown), rest, squares }));

test('all of them need no room for a rest', () => expect(fitNames(['ab', 'cd'], 14 + 14 + 12 + 14 + 14).rest).toBe(0));
test('one alone is always written', () => expect(fitNames(['a-very-long-name'], 20)).toEqual({ shown: ['a-very-long-name'], rest: 0, squares: false }));
test('none', () => expect(fitNames([], 100)).toEqual({ shown: [], rest: 0, squares: false }));
