import { expect, test } from 'vitest';
import { chooseIndexed } from '#lib/services/flows/indexed-words.ts';

test.each<[string, (readonly [word: string, found: number, partFound: number])[], string]>([
  ['a rare word alone, where the part of another is in every flow', [['service-7', 20, 1000], ['declined', 10, 10]], 'declined'],
  ['both, where neither is common', [['timeout', 10, 10], ['payment', 100, 100]], 'timeout payment'],
  ['all, where none is rare', [['order', 400, 400], ['service', 1000, 1000]], 'order service'],
  ['of words that none of the newest has, the one with the rarer part', [['service-99', 0, 1000], ['zephyr', 0, 0]], 'zephyr'],
  ['one at least, where every part is common', [['service-98', 0, 1000], ['service-9', 0, 1000]], 'service-98'],
])('the index is asked for %s', (_, words, expected) => {
  expect(chooseIndexed(words.map(([word, found, partFound]) => ({ word, found, partFound }))).join(' ')).toBe(expected);
});
