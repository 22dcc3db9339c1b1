import { expect, test } from 'vitest';
import { groupsNamed } from '#components/palette/groups-named.ts';
import type { Topology } from '#lib/contracts/topology.ts';

const node = (id: string, name: string): Topology['nodes'][number] => ({ id, kind: 'topic', name, source: 'kafka', role: 'normal', messages: 1, ratePerSecond: 1, writtenByUnknown: 0 });
const edge = (from: string, to: string, group: string | null): Topology['edges'][number] => ({
  from, to, group, kind: 'consumes', count: 1, errors: 0, ratePerSecond: 1, p50Ms: null, p95Ms: null, workP50Ms: null, workP95Ms: null, lastSeenAt: null, evidence: 'span',
});
const places = {
  nodes: [node('topic:kafka/orders', 'orders'), node('topic:kafka/payments', 'payments')],
  edges: [edge('topic:kafka/orders', 'service:payment', 'Payment'), edge('topic:kafka/payments', 'service:payment', 'Payment'), edge('topic:kafka/orders', 'service:audit', 'audit'), edge('service:a', 'service:b', null)],
};

test('a group is found by a part of its name in any case, once, with all that it reads', () =>
  expect(groupsNamed(places, 'pay')).toEqual([{ value: 'Payment', detail: 'reads orders, payments', href: '/topology?node=service%3Apayment' }]));

test('what no group is called finds none', () => expect(groupsNamed(places, 'orders')).toEqual([]));
