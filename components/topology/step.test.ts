import { expect, test } from 'vitest';
import { step } from '#components/topology/step.ts';

const box = (x: number, y: number) => ({ x, y, width: 100, height: 40 });
const places = new Map([['a', box(0, 0)], ['b', box(200, 0)], ['c', box(200, 100)], ['d', box(0, 100)]]);
const links = [{ from: 'a', to: 'c' }, { from: 'a', to: 'b' }, { from: 'd', to: 'c' }, { from: 'a', to: 'a' }, { from: 'a', to: 'gone' }];

test.each([
  ['a', 'ArrowRight', 'b'],
  ['c', 'ArrowLeft', 'd'],
  ['a', 'ArrowDown', 'd'],
  ['c', 'ArrowUp', 'b'],
  ['b', 'ArrowRight', null],
  ['a', 'ArrowUp', null],
  ['a', 'x', null],
  ['gone', 'ArrowRight', null],
])('from %s %s leads to %s', (from, key, to) => {
  expect(step(from, key, places, links)).toBe(to);
});
