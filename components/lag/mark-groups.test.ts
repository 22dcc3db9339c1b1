import { expect, test } from 'vitest';
import { placeMarks } from '#components/lag/mark-groups.ts';
import type { GroupMark } from '#lib/contracts/lag.ts';

const from = Date.parse('2026-01-31T10:00:00Z');
const axis = { from, to: from + 100_000 };
const mark = (seconds: number): GroupMark => ({ at: new Date(from + seconds * 1000).toISOString(), kind: 'rebalance', status: null, text: `at ${seconds}` });

test('marks stand where they happened, those too near to each other as one, those outside not at all', () => {
  const placed = placeMarks([mark(50), mark(10), mark(10.5), mark(-1), mark(101), mark(100)], axis, 0.02);
  expect(placed.map(({ share, marks }) => [share, marks.map(({ text }) => text)])).toEqual([
    [0.1, ['at 10', 'at 10.5']],
    [0.5, ['at 50']],
    [1, ['at 100']],
  ]);
});
