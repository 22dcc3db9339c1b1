import { expect, test } from 'vitest';
import { waysOut } from '#components/flow-list/ways-out.ts';
import { parseQuery } from '#lib/core/flow-query/parse.ts';
import { printQuery } from '#lib/core/flow-query/print.ts';

const ways = (text: string, range: string) => waysOut(parseQuery(text).query, range).map(({ words, query, range: to }) => `${words}: ${printQuery(query)} in ${to}`);

test('each filter is left out once, and the time is widened', () => {
  expect(ways('status:failed orderId:4711 foo', '6h')).toEqual([
    'Without “status:failed”: orderId:4711 foo in 6h',
    'Without “orderId:4711”: status:failed foo in 6h',
    'Without “foo”: status:failed orderId:4711 in 6h',
    'Last 24 hours: status:failed orderId:4711 foo in 24h',
    'Last 7 days: status:failed orderId:4711 foo in 7d',
    'All time: status:failed orderId:4711 foo in all',
  ]);
});

test('from two times there is all time', () => expect(ways('', '2001-01-01T00:00:00.000Z..2001-01-02T00:00:00.000Z')).toEqual(['All time:  in all']));
test('all time is as wide as it goes', () => expect(ways('', 'all')).toEqual([]));
