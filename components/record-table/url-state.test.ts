import { expect, test } from 'vitest';
import { nextSort, tableParsers } from '#components/record-table/url-state.ts';

test.each([
  ['duration', { by: 'duration', descending: false }],
  ['-wait', { by: 'wait', descending: true }],
  ['-', null],
  ['constructor', null],
  ['', null],
])('sort=%s is %j', (text, sort) => {
  expect(tableParsers.sort.parse(text)).toEqual(sort);
  if (sort !== null) expect(tableParsers.sort.serialize(sort as Parameters<typeof tableParsers.sort.serialize>[0])).toBe(text);
});

test('clicks on a heading go through both directions and back to how it happened', () => {
  const first = nextSort(null, 'wait');
  expect(first).toEqual({ by: 'wait', descending: true });
  const second = nextSort(first, 'wait');
  expect(second).toEqual({ by: 'wait', descending: false });
  expect(nextSort(second, 'wait')).toBeNull();
  expect(nextSort(second, 'name')).toEqual({ by: 'name', descending: false });
});
