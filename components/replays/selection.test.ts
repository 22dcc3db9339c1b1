import { expect, it } from 'vitest';
import { listQueryOf, selectionOf, selectionWords } from '#components/replays/selection.ts';

const group = '0123456789abcdef0123456789abcdef';
const id = '01234567-89ab-cdef-0123-456789abcdef';

it.each([
  ['', null],
  ['ids=no-id', null],
  ['unknown=1', null],
  [`failureGroup=${group}`, { failureGroup: group }],
  [`ids=${id},x`, { deadLetterIds: [id] }],
  [`failureGroup=${group}&q=NPE`, { filter: { failureGroup: group, q: 'NPE' } }],
  ['topic=orders', { filter: { topic: 'orders' } }],
])('reads %s', (search, selection) => {
  expect(selectionOf(new URLSearchParams(search))).toEqual(selection);
});

it('says what is selected, and where it can be looked at', () => {
  expect(selectionWords({ deadLetterIds: [id] })).toBe('one dead letter');
  expect(selectionWords({ filter: { topic: 'orders', q: 'NPE' } })).toBe('topic orders, q NPE');
  expect(listQueryOf({ failureGroup: group })).toBe(`failureGroup=${group}&state=open`);
  expect(listQueryOf({ filter: { state: 'open,replaying', topic: 'orders' } })).toBe('state=open%2Creplaying&topic=orders');
  expect(listQueryOf({ deadLetterIds: [id] })).toBeNull();
});
