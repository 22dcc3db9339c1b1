import { expect, it } from 'vitest';
import { fraction, pick } from './random.ts';

it('is even: each tenth gets about a tenth, also for numbers in a row', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let number = 0; number < 50_000; number++) tenths[Math.floor(fraction(7, 'x', number) * 10)]! += 1;
  for (const count of tenths) expect(Math.abs(count - 5000)).toBeLessThan(350);
});

it('takes its parts apart', () => {
  expect(fraction('ab', 'c')).not.toBe(fraction('a', 'bc'));
  expect(fraction(1, 'a')).toBe(fraction(1, 'a'));
});

it('picks each of the items', () => {
  const items = ['a', 'b', 'c'] as const;
  expect(new Set(Array.from({ length: 100 }, (_, number) => pick(items, number)))).toEqual(new Set(items));
});
