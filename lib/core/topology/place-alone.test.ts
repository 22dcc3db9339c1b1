import { expect, test } from 'vitest';
import { placeAlone } from '#lib/core/topology/place-alone.ts';

const nodes = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `n${index}`, width: 100, height: 40 }));
const extent = (boxes: Iterable<{ x: number; y: number; width: number; height: number }>) => {
  const all = [...boxes];
  return { width: Math.max(...all.map(({ x, width }) => x + width)) - Math.min(...all.map(({ x }) => x)), height: Math.max(...all.map(({ y, height }) => y + height)) - Math.min(...all.map(({ y }) => y)) };
};

test('they stand in rows below the others, no wider than those are', () => {
  const others = new Map([['a', { x: 24, y: 24, width: 120, height: 46 }], ['b', { x: 1200, y: 300, width: 120, height: 46 }]]);
  const boxes = placeAlone(others, nodes(50));
  expect(Math.min(...[...boxes.values()].map(({ y }) => y))).toBeGreaterThan(346);
  expect(extent(boxes.values()).width).toBeLessThanOrEqual(1296);
  expect(extent(boxes.values()).height).toBeLessThan(500);
});

test.each([1, 2, 30, 300])('%i of them and nothing else make a picture that is no column and no row', (count) => {
  const { width, height } = extent(placeAlone(new Map(), nodes(count)).values());
  expect(width / height).toBeGreaterThan(1);
  expect(width / height).toBeLessThan(7);
});

test('none stands on another', () => {
  const places = [...placeAlone(new Map(), nodes(40)).values()].map(({ x, y }) => `${x} ${y}`);
  expect(new Set(places).size).toBe(40);
});
