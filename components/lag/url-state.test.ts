import { expect, test } from 'vitest';
import { groupKey, groupParsers, historyQuery, lagListParsers, listQuery, parseGroupKey } from '#components/lag/url-state.ts';

test.each([
  ['kafka', 'analytics'],
  ['a/b', 'c/d?e=f'],
  ['kafka', '%2F'],
  ['kafka', '💩 <img>'],
])('%s and %s in one text', (source, group) => {
  expect(parseGroupKey(groupKey({ source, group }))).toEqual({ source, group });
});

test.each(['', 'kafka', 'kafka/', '/a', 'a/b/c'])('%j names no group', (key) => {
  expect(parseGroupKey(key)).toBeNull();
  expect(lagListParsers.group.parse(key)).toBeNull();
});

test('what is no status is left out', () => {
  expect(lagListParsers.status.parse('falling-behind,rain,stopped')).toEqual(['stopped', 'falling-behind']);
  expect(lagListParsers.status.parse('rain')).toBeNull();
  expect(lagListParsers.status.serialize(['stopped', 'ok'])).toBe('stopped,ok');
});

test('the API is asked for what the address says', () => {
  expect(listQuery({ status: ['stopped', 'ok'], q: ' pay ', source: null, sort: 'lag' })).toBe('status=stopped%2Cok&q=pay&sort=lag');
  expect(historyQuery({ range: '1h', topic: null, partition: 3 })).toBe('from=now-1h');
  expect(historyQuery({ range: '2026-01-01T00:00:00.000Z..2026-01-02T00:00:00.000Z', topic: 't', partition: 0 })).toBe('from=2026-01-01T00%3A00%3A00.000Z&to=2026-01-02T00%3A00%3A00.000Z&topic=t&partition=0');
});

test.each(['-1', 'x', 'Infinity', '1e9', ''])('%j is no pace', (text) => expect(groupParsers.times.parse(text)).toBeNull());
