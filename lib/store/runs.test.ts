import { expect, test } from 'vitest';
import { runsOf } from '#lib/store/runs.ts';

const at = (partition: number, ...offsets: number[]) => offsets.map((offset) => ({ topicId: 1, partition, offset: BigInt(offset) }));
const said = (positions: ReturnType<typeof at>) => runsOf(positions).map(({ partition, offset, last }) => `${partition}: ${offset}-${last}`);

test('neighbours are one run; a gap, a repetition, a step back and another partition or topic begin a new one', () => {
  expect(said(at(0, 5, 6, 7))).toEqual(['0: 5-7']);
  expect(said(at(0, 5, 7, 8))).toEqual(['0: 5-5', '0: 7-8']);
  expect(said(at(0, 5, 5))).toEqual(['0: 5-5', '0: 5-5']);
  expect(said(at(0, 6, 5))).toEqual(['0: 6-6', '0: 5-5']);
  expect(said([...at(0, 5), ...at(1, 6)])).toEqual(['0: 5-5', '1: 6-6']);
  expect(runsOf([...at(0, 5), { topicId: 2, partition: 0, offset: 6n }])).toHaveLength(2);
  expect(runsOf([])).toEqual([]);
});
