import { expect, test } from 'vitest';
import { COLUMNS, DEFAULT_COLUMNS, layOut, parseColumns } from '#components/flow-list/columns.ts';

test.each([
  ['status,kind', ['status', 'kind']],
  ['kind,odd,status,kind', ['kind', 'status']],
  ['odd', null],
  ['', null],
])('%j is %j', (text, expected) => expect(parseColumns(text)).toEqual(expected));

test('the usual ones give way where it is narrow', () => {
  const { style, least } = layOut(DEFAULT_COLUMNS);
  expect(style['--columns-s']?.split(' ')).toHaveLength(3);
  expect(style['--columns-l']?.split(' ')).toHaveLength(DEFAULT_COLUMNS.length);
  expect(least).toBe(0);
});

test('chosen ones stay, and say how much room they need', () => {
  const { columns, style, least } = layOut(['spans', 'kind']);
  expect(columns.map(({ from }) => from)).toEqual([0, 0]);
  expect(style['--columns-s']).toBe('42px minmax(98px,1fr)');
  expect(least).toBe(42 + 98 + 10 + 36);
});

test('every column of the default is one', () => expect(DEFAULT_COLUMNS.every((id) => COLUMNS.some((column) => column.id === id))).toBe(true));
