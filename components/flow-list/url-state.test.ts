import { createLoader } from 'nuqs/server';
import { describe, expect, test } from 'vitest';
import { apiQuery, isFiltered, listQuery } from '#components/flow-list/api-query.ts';
import { queryOf, stateOf } from '#components/flow-list/query-state.ts';
import { flowListParsers } from '#components/flow-list/url-state.ts';
import { parseQuery } from '#lib/core/flow-query/parse.ts';
import { printQuery } from '#lib/core/flow-query/print.ts';

const load = createLoader(flowListParsers);
const stateAt = (address: string) => load(new URLSearchParams(address));

test.each([
  ['', 'from=now-1h'],
  ['range=15m', 'from=now-15m'],
  ['range=all', ''],
  ['range=yesterday', 'from=now-1h'],
  ['range=2026-11-21T10:00:00Z..2026-11-21T11:00:00Z', 'from=2026-11-21T10%3A00%3A00Z&to=2026-11-21T11%3A00%3A00Z'],
  ['status=failed&status=stalled&status=failed&status=odd&range=all', 'status=failed&status=stalled'],
  ['status=odd&range=all', ''],
  ['topic=b&service=a&range=all', 'service=a&topic=b'],
  ['notTopic=b&notStatus=completed&notStatus=odd&range=all', 'notStatus=completed&notTopic=b'],
  ['kind=order.created%00&kind=a&q=x%00y&key=%00&range=all', 'kind=a&q=xy'],
  ['q=%20%20&range=all', ''],
  ['q=card  declined &range=all', 'q=card+declined'],
  ['q=a b c d e f g h i j k l&range=all', 'q=a+b+c+d+e+f+g+h+i+j'],
  ['minDurationMs=-3&range=all', ''],
  ['minDurationMs=Infinity&range=all', ''],
  ['minDurationMs=1500.5&maxDurationMs=2000&range=all', 'minDurationMs=1500.5&maxDurationMs=2000'],
  ['hasDeadLetters=true&range=all', 'hasDeadLetters=true'],
  ['key=ord-1&range=all', 'key=ord-1'],
  ['key=4711&keyName=orderId&range=all', 'key=4711&keyName=orderId'],
  ['keyName=orderId&range=all', ''],
  ['key=4711&keyName=order%20id&range=all', 'key=4711'],
])('the address %j asks the API for %j', (address, query) => expect(apiQuery(stateAt(address))).toBe(query));

test('what is written into the address is read again', () => {
  expect(stateAt('range=6h&status=failed&kind=a&kind=b&q=x&minDurationMs=20&hasDeadLetters=false&key=k&sort=duration&columns=kind,odd,status&was=1h&view=v')).toEqual({
    range: '6h', was: '1h', status: ['failed'], kind: ['a', 'b'], service: [], topic: [], notStatus: [], notKind: [], notService: [], notTopic: [],
    key: 'k', keyName: null, q: 'x', minDurationMs: 20, maxDurationMs: null, hasDeadLetters: false, sort: 'duration', columns: ['kind', 'status'], view: 'v',
  });
});

test('a time range alone is no filter', () => {
  expect(isFiltered(stateAt('range=7d&sort=duration'))).toBe(false);
  expect(isFiltered(stateAt('status=failed'))).toBe(true);
});

test('the list alone is asked for an order', () => {
  expect(listQuery(stateAt('sort=duration'))).toBe('from=now-1h&sort=duration');
  expect(listQuery(stateAt('range=all&sort=duration'))).toBe('sort=duration');
  expect(listQuery(stateAt('sort=odd'))).toBe('from=now-1h');
});

describe('the address and the text of the box say the same', () => {
  test.each(['status=failed&topic=a%20b&key=4711&keyName=orderId&q=x:y', 'key=1&keyName=status', 'notKind=a&maxDurationMs=1500.5&hasDeadLetters=false', ''])('%j', (address) => {
    const query = queryOf(stateAt(address));
    const typed = parseQuery(printQuery(query));
    expect(typed).toEqual({ query, faults: [], hints: [] });
    expect(queryOf({ ...stateAt(''), ...nonNull(stateOf(typed.query)) })).toEqual(query);
  });
});

const nonNull = (changes: ReturnType<typeof stateOf>): object => Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null));
