import { createLoader } from 'nuqs/server';
import { expect, test } from 'vitest';
import { apiQuery, flowListParsers, isFiltered } from '#components/flow-list/url-state.ts';

const load = createLoader(flowListParsers);
const queryOf = (address: string) => apiQuery(load(new URLSearchParams(address)));

test.each([
  ['', 'from=now-1h'],
  ['range=15m', 'from=now-15m'],
  ['range=all', ''],
  ['range=yesterday', 'from=now-1h'],
  ['range=2026-11-21T10:00:00Z..2026-11-21T11:00:00Z', 'from=2026-11-21T10%3A00%3A00Z&to=2026-11-21T11%3A00%3A00Z'],
  ['status=failed&status=stalled&status=failed&status=odd&range=all', 'status=failed&status=stalled'],
  ['status=odd&range=all', ''],
  ['topic=b&service=a&range=all', 'service=a&topic=b'],
  ['kind=order.created%00&kind=a&q=x%00y&key=%00&range=all', 'kind=a&q=xy'],
  ['q=%20%20&range=all', ''],
  ['q=card declined &range=all', 'q=card+declined'],
  ['minDurationMs=-3&range=all', ''],
  ['minDurationMs=Infinity&range=all', ''],
  ['minDurationMs=1500.5&range=all', 'minDurationMs=1500.5'],
  ['hasDeadLetters=true&range=all', 'hasDeadLetters=true'],
  ['key=ord-1&range=all', 'key=ord-1'],
])('the address %j asks the API for %j', (address, query) => expect(queryOf(address)).toBe(query));

test('what is written into the address is read again', () => {
  const states = load(new URLSearchParams('range=6h&status=failed&kind=a&kind=b&q=x&minDurationMs=20&hasDeadLetters=false&key=k'));
  expect(states).toEqual({ range: '6h', status: ['failed'], kind: ['a', 'b'], service: [], topic: [], key: 'k', q: 'x', minDurationMs: 20, hasDeadLetters: false });
});

test('a time range alone is no filter', () => {
  expect(isFiltered(load(new URLSearchParams('range=7d')))).toBe(false);
  expect(isFiltered(load(new URLSearchParams('status=failed')))).toBe(true);
});
