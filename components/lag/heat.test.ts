import { expect, test } from 'vitest';
import { columnsOf, heatPaths, levelOf, mostOf } from '#components/lag/heat.ts';

test.each<[number | null, number, number | null]>([
  [null, 100, null],
  [0, 100, 0],
  [0, 0, 0],
  [1, 100, 1],
  [9, 100, 2],
  [60, 100, 4],
  [100, 100, 5],
  [1, 1, 5],
  [5e15, 9e15, 4],
])('a lag of %j where %d is the most: level %j', (lag, most, level) => {
  expect(levelOf(lag, most)).toBe(level);
});

test('a path for each level, in which every cell has its bar', () => {
  expect(heatPaths([0, null, 100, 100], 100, 10)).toEqual([
    { level: 0, d: 'M0.08 10v-1.5h.84v1.5z' },
    { level: null, d: 'M1 0v10h1V0z' },
    { level: 5, d: 'M2.08 10v-10h.84v10zM3.08 10v-10h.84v10z' },
  ]);
});

test('the most of all rows', () => {
  expect(mostOf([{ topic: 't', partition: 0, lag: [null, '7'] }, { topic: 't', partition: 1, lag: ['3'] }])).toBe(7);
  expect(mostOf([])).toBe(0);
});

test.each([[3, 12, [0, 1, 2]], [120, 4, [29, 59, 89, 119]], [0, 4, []]])('%i cells in at most %i columns', (count, most, columns) => expect(columnsOf(count, most)).toEqual(columns));
