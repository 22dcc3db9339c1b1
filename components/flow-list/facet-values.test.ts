import { expect, test } from 'vitest';
import { excludeValue, facetValues, firstValues, toggleValue, withoutField } from '#components/flow-list/facet-values.ts';
import { parseQuery } from '#lib/core/flow-query/parse.ts';
import { printQuery } from '#lib/core/flow-query/print.ts';

const query = (text: string) => parseQuery(text).query;

test.each([
  ['', 'a', 'topic:a'],
  ['topic:a,b', 'a', 'topic:b'],
  ['-topic:a,b', 'a', '-topic:b'],
])('%j with %s toggled is %j', (before, value, after) => expect(printQuery(toggleValue(query(before), 'topic', value))).toBe(after));

test.each([
  ['', 'a', '-topic:a'],
  ['topic:a,b', 'a', 'topic:b -topic:a'],
  ['-topic:a', 'a', '-topic:a'],
])('%j without %s is %j', (before, value, after) => expect(printQuery(excludeValue(query(before), 'topic', value))).toBe(after));

test('a field is counted under all the others', () => expect(printQuery(withoutField(query('kind:k topic:a -topic:b'), 'topic'))).toBe('kind:k'));

test('what is in force is listed whether or not anything has it', () => {
  const values = facetValues('service', [{ value: 'a', count: 9 }, { value: 'b', count: 4 }, { value: 'c', count: 1 }], query('service:c,gone -service:b'));
  expect(values.map(({ value, count, state }) => `${value} ${count} ${state}`)).toEqual(['a 9 free', 'b 4 excluded', 'c 1 chosen', 'gone 0 chosen']);
  expect(firstValues(values, 1).map(({ value }) => value)).toEqual(['a', 'b', 'c', 'gone']);
});

test('every status is listed', () => expect(facetValues('status', [], query('')).map(({ value }) => value)).toEqual(['failed', 'stalled', 'compensated', 'in-flight', 'completed']));
