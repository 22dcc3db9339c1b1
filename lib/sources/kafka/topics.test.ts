import { expect, test } from 'vitest';
import { isBeyondClient, isWanted } from '#lib/sources/kafka/topics.ts';

const cases: [string, boolean, Parameters<typeof isWanted>[1], boolean][] = [
  ['orders', true, { topics: null, topicsExclude: [] }, false],
  ['__consumer_offsets', false, { topics: null, topicsExclude: [] }, false],
  ['app-store-changelog', false, { topics: null, topicsExclude: [] }, false],
  ['app-store-repartition', false, { topics: null, topicsExclude: [] }, false],
  ['_schemas', false, { topics: null, topicsExclude: [] }, false],
  ['_schemas', true, { topics: ['_schemas'], topicsExclude: [] }, false],
  ['__consumer_offsets', false, { topics: [/./], topicsExclude: [] }, false],
  ['orders', false, { topics: ['payments', /^ship/], topicsExclude: [] }, false],
  ['shipping', true, { topics: ['payments', /^ship/], topicsExclude: [] }, false],
  ['shipping', false, { topics: ['payments', /^ship/], topicsExclude: ['shipping'] }, false],
  ['shipping', false, { topics: ['shipping'], topicsExclude: [/pp/] }, false],
  ['otlp_spans', false, { topics: null, topicsExclude: [] }, false],
  ['otlp_spans', true, { topics: null, topicsExclude: [] }, true],
  ['otlp_spans', true, { topics: [/^orders/], topicsExclude: [] }, true],
];

test.each(cases)('%s: %s (%#)', (name, wanted, settings, readsSpans) => {
  expect(isWanted(name, settings, readsSpans)).toBe(wanted);
});

test('a global expression finds every name', () => {
  const settings = { topics: [/orders/g], topicsExclude: [] };
  expect(['orders', 'orders', 'orders'].map((name) => isWanted(name, settings, false))).toEqual([true, true, true]);
});

test.each([['constructor', true], ['toString', true], ['__proto__', true], ['orders', false], ['Constructor', false], ['length', false]])('%s is beyond the client: %s', (name, beyond) => {
  expect(isBeyondClient(name)).toBe(beyond);
});
