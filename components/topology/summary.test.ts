import { expect, test } from 'vitest';
import { topologySummary } from '#components/topology/summary.ts';
import { edge, node } from '#components/topology/testing/topology.ts';

const nodes = [node('service:web'), node('service:stock'), node('topic:kafka/orders'), node('group:kafka/old')];

test('says what there is, what fails most and who is furthest behind', () => {
  const edges = [
    edge('service:web', 'produces', 'topic:kafka/orders', { count: 100 }),
    edge('topic:kafka/orders', 'consumes', 'service:stock', { count: 100, errors: 4, lag: '1200' }),
    edge('topic:kafka/orders', 'consumes', 'group:kafka/old', { count: null, errors: null, lag: '3' }),
  ];
  expect(topologySummary({ nodes, edges, truncated: null }, '1h')).toBe('2 services, one topic and one group without spans in the last hour. Most errors: stock, 4% of what it reads from orders. Furthest behind: stock, 1,200 messages in orders.'.replaceAll('one ', '1 '));
});

test.each([
  [edge('service:web', 'produces', 'topic:kafka/orders', { count: 10, errors: 1 }), 'Most errors: web, 10% of what it writes to orders.'],
  [edge('service:web', 'calls', 'service:stock', { count: 10, errors: 1 }), 'Most errors: stock, 10% of what web asks of it.'],
  [edge('service:stock', 'dead-letters', 'topic:kafka/orders', { count: 10, errors: 1 }), 'Most errors: stock, 10% of what it gives up to orders.'],
])('names who is at fault, whatever failed', (failing, sentence) => {
  expect(topologySummary({ nodes, edges: [failing], truncated: null }, '1h')).toContain(sentence);
});

test('what is left out may have failed', () => {
  const truncated = { nodes: 900, edges: 10, hidden: [], countedSince: null };
  expect(topologySummary({ nodes, edges: [], truncated: null }, '1h')).toContain('Nothing failed.');
  expect(topologySummary({ nodes, edges: [], truncated }, '1h')).toContain('Nothing of what is shown failed.');
});

test('a failure out of one says little, and no lag is no news', () => {
  expect(topologySummary({ nodes: nodes.slice(0, 1), edges: [edge('a', 'calls', 'b', { count: 1, errors: 1, lag: '0' })], truncated: null }, '2026-01-01T00:00:00Z..2026-01-01T01:00:00Z')).toBe('1 service and 0 topics in the chosen range. Errors on 1 quiet edge alone.');
});
