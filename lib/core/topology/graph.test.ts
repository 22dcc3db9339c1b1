import { describe, expect, it, test } from 'vitest';
import { Measure, type EdgeName, type Place } from '#lib/core/topology/edge.ts';
import type { GroupOnTopic } from '#lib/core/topology/draft.ts';
import { buildGraph, type EdgeSum } from '#lib/core/topology/graph.ts';
import { bucketOf } from '#lib/core/topology/histogram.ts';
import { limitGraph } from '#lib/core/topology/limit-graph.ts';

const service = (name: string): Place => ({ kind: 'service', name });
const topic = (name: string, source: string | null = 'kafka'): Place => ({ kind: 'topic', source, name });
const group = (name: string): Place => ({ kind: 'group', source: 'kafka', name });

function sum(kind: EdgeName['kind'], from: Place | null, to: Place, { count = 1, errors = 0, ms = null, ...name }: Partial<EdgeName> & { count?: number; errors?: number; ms?: number | null } = {}): EdgeSum {
  const counts = new Map([[Measure.count as number, count], ...(errors > 0 ? [[Measure.errors, errors] as const] : []), ...(ms === null ? [] : [[Measure.latency + bucketOf(ms * 1000), count] as const])]);
  return { edge: { kind, from, to, evidence: 'message', group: null, role: 'normal', ...name }, counts, lastMinute: 5 };
}
const on = (name: string, of: string, lag: bigint | null = 0n): GroupOnTopic => ({ source: 'kafka', topic: of, group: name, lag });

/** `topic:kafka/orders consumes service:stock for stock: 3, 1 failed, lag 2`. */
const texts = (sums: readonly EdgeSum[], groups: readonly GroupOnTopic[] = []): string[] =>
  buildGraph(sums, groups).edges.map(({ from, to, kind, group: reader, counted, lag }) => `${from} ${kind} ${to}${reader === null ? '' : ` for ${reader}`}: ${counted?.count ?? '?'}${counted && counted.errors > 0 ? `, ${counted.errors} failed` : ''}${lag === undefined ? '' : `, lag ${lag}`}`).toSorted();

test('edges of services and topics, each counted and measured', () => {
  const { nodes, edges } = buildGraph([sum('produces', service('web'), topic('orders'), { count: 4, ms: 3 }), sum('produces', null, topic('orders'), { count: 2 })], []);
  expect(nodes).toMatchObject([{ id: 'service:web', messages: null }, { id: 'topic:kafka/orders', messages: 6, writtenByUnknown: 2, role: 'normal' }]);
  expect(edges).toMatchObject([{ from: 'service:web', to: 'topic:kafka/orders', counted: { count: 4, lastMinute: 5 } }]);
  expect((edges[0]?.counted?.latency.p50Micros ?? 0) / 3000).toBeCloseTo(1, 0);
});

describe('spans that saw no message', () => {
  it('are all there is where the broker is not observed', () => {
    expect(texts([sum('produces', service('web'), topic('orders', null), { evidence: 'span', count: 3 }), sum('consumes', topic('orders', null), service('stock'), { evidence: 'span', count: 2 })])).toEqual(['service:web produces topic:/orders: 3', 'topic:/orders consumes service:stock: 2']);
  });

  it('count beside messages only with what they failed to send', () => {
    expect(texts([sum('produces', service('web'), topic('orders'), { count: 10 }), sum('produces', service('web'), topic('orders', null), { evidence: 'span', count: 4, errors: 1 })])).toEqual(['service:web produces topic:kafka/orders: 11, 1 failed']);
  });

  it('count no delivery that messages tell of', () => {
    expect(texts([sum('consumes', topic('orders'), service('stock'), { count: 10 }), sum('consumes', topic('orders', null), service('stock'), { evidence: 'poll', count: 99 })])).toEqual(['topic:kafka/orders consumes service:stock: 10']);
  });

  it('stay on no cluster where several have a topic of the name', () => {
    expect(texts([sum('produces', null, topic('orders', 'east')), sum('produces', null, topic('orders', 'west')), sum('produces', service('web'), topic('orders', null), { evidence: 'span' })])).toEqual(['service:web produces topic:/orders: 1']);
  });
});

describe('groups', () => {
  const read = (name: string, more: object = {}) => sum('consumes', topic('orders'), service(name), more);

  it('that a span names bring their lag', () => {
    expect(texts([read('stock', { group: 'g1' })], [on('g1', 'orders', 7n)])).toEqual(['topic:kafka/orders consumes service:stock for g1: 1, lag 7']);
  });

  it('that are called like a service are its own', () => {
    expect(texts([read('stock'), read('mail')], [on('mail', 'orders', 1n), on('stock', 'orders', 2n)])).toEqual(['topic:kafka/orders consumes service:mail for mail: 1, lag 1', 'topic:kafka/orders consumes service:stock for stock: 1, lag 2']);
  });

  it('belong to the one service that is left', () => {
    expect(texts([read('stock'), read('mail')], [on('mail', 'orders', 1n), on('x', 'orders', 2n)])).toContain('topic:kafka/orders consumes service:stock for x: 1, lag 2');
  });

  it('stand for themselves where it is not clear whose they are', () => {
    expect(texts([read('stock'), read('mail')], [on('x', 'orders', 1n), on('y', 'orders', null)])).toEqual([
      'topic:kafka/orders consumes group:kafka/x for x: ?, lag 1',
      'topic:kafka/orders consumes group:kafka/y for y: ?, lag null',
      'topic:kafka/orders consumes service:mail: 1',
      'topic:kafka/orders consumes service:stock: 1',
    ]);
  });

  it('are not taken by spans that saw no message of the topic', () => {
    expect(texts([sum('consumes', topic('orders', null), service('stock'), { evidence: 'span' })], [on('x', 'orders')])).toContain('topic:kafka/orders consumes group:kafka/x for x: ?, lag 0');
  });

  it('of a service elsewhere are its own on topics without spans too', () => {
    expect(texts([read('stock', { group: 'g1' })], [on('g1', 'orders'), on('g1', 'returns', 3n)])).toContain('topic:kafka/returns consumes service:stock for g1: ?, lag 3');
  });

  it('that gave up messages are the service that they belong to', () => {
    expect(texts([read('stock', { group: 'g1' }), sum('dead-letters', group('g1'), topic('orders.dlq'), { evidence: 'headers', role: 'dead-letter' })], [on('g1', 'orders')])).toContain('service:stock dead-letters topic:kafka/orders.dlq: 1');
    expect(buildGraph([read('stock', { group: 'g1' }), sum('dead-letters', group('g1'), topic('orders.dlq'), { evidence: 'headers' })], []).nodes.map(({ place }) => place.kind)).not.toContain('group');
  });

  it('make a graph of a system without any tracing', () => {
    const { nodes, edges } = buildGraph([sum('produces', null, topic('orders'), { count: 9 })], [on('stock', 'orders', 4n)]);
    expect(nodes.map(({ id, messages }) => `${id} ${messages}`)).toEqual(['group:kafka/stock null', 'topic:kafka/orders 9']);
    expect(edges).toMatchObject([{ from: 'topic:kafka/orders', to: 'group:kafka/stock', evidence: 'commit', counted: null, lag: 4n }]);
  });

  it('do not put their lag on the spans of others', () => {
    expect(texts([read('stock', { group: 'g1', count: 2 }), read('stock', { count: 3 })], [on('g1', 'orders', 5n)])).toEqual(['topic:kafka/orders consumes service:stock for g1: 5, lag 5']);
  });
});

describe('a graph that is too large', () => {
  const graph = buildGraph(Array.from({ length: 20 }, (_, index) => sum('produces', service(`s${index}`), topic(`t${index}`), { count: 100 - index })), []);

  it('shows what carries most, and says what it leaves out', () => {
    const { nodes, edges, hidden, total } = limitGraph(graph, { nodes: 10, edges: 4 });
    expect([nodes.length, edges.length, hidden.length, total]).toEqual([10, 4, 30, { nodes: 40, edges: 20 }]);
    expect(edges.map(({ from }) => from).toSorted()).toEqual(['service:s0', 'service:s1', 'service:s2', 'service:s3']);
  });

  it('shows what is asked for with its neighbours, however little runs there', () => {
    const { nodes, edges } = limitGraph(graph, { nodes: 10, edges: 4, focus: 'service:s19' });
    expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(['service:s19', 'topic:kafka/t19']));
    expect(edges.map(({ from }) => from)).toContain('service:s19');
  });
});
