import { describe, expect, it, test } from 'vitest';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import { assembled, flowOf, LATER } from '#lib/core/flows/testing/assembled.ts';
import { event, order, pollOf, span, traceId } from '#lib/core/flows/testing/scene.ts';
import { Measure, placeId, type EdgeCount } from '#lib/core/topology/edge.ts';
import { edgesOf, edgesOfShared } from '#lib/core/topology/edges.ts';
import { MINUTE_MICROS } from '#lib/core/time.ts';

/** `service:a produces topic:kafka/b: 2, 1 failed`, with the evidence, the group and how many times were measured where there is something to say. */
function texts(counts: readonly EdgeCount[]): string[] {
  const edges = Map.groupBy(counts, ({ edge }) => edge);
  return [...edges].map(([edge, each]) => {
    const sum = (from: number, to = from): number => each.reduce((total, { measure, n }) => total + (measure >= from && measure <= to ? n : 0), 0);
    const errors = sum(Measure.errors);
    const [latency, work] = [sum(Measure.latency, Measure.work - 1), sum(Measure.work, Infinity)];
    const role = edge.role === 'normal' ? '' : ` (${edge.role})`;
    return `${edge.from === null ? 'somebody' : placeId(edge.from)} ${edge.kind} ${placeId(edge.to)}${role}: ${sum(Measure.count)}${errors > 0 ? `, ${errors} failed` : ''} by ${edge.evidence}${edge.group === null ? '' : ` for ${edge.group}`}; ${latency} timed, ${work} worked`;
  });
}
const of = (events: readonly EventRecord[], spans: readonly SpanRecord[], shared: readonly string[] = []): string[] => texts(edgesOf(assembled(events, spans, {}, shared)));

test('an order: who wrote each message, who was handed it', () => {
  const { events, spans } = order('a', 1);
  expect(of(events, spans)).toEqual([
    'topic:kafka/orders consumes service:payment: 1 by message for payment; 1 timed, 1 worked',
    'service:checkout produces topic:kafka/orders: 1 by message; 1 timed, 0 worked',
    'service:payment produces topic:kafka/payments: 1 by message; 1 timed, 0 worked',
  ]);
});

test('what is counted stands in the minute in which it happened by its own clock', () => {
  const counts = edgesOf(assembled([event({ topic: 'orders', offset: 1, at: 59_000 }), event({ topic: 'orders', offset: 2, at: 61_000 })], []));
  expect(counts.map(({ minute, n }) => [minute * MINUTE_MICROS * 1e-3 - Date.UTC(2026, 0, 31, 10), n])).toEqual([[0, 1], [60_000, 1]]);
});

test('nobody is made up as the writer of a message without a trace', () => {
  expect(of([event({ topic: 'stock', offset: 1 })], [])).toEqual(['somebody produces topic:kafka/stock: 1 by message; 0 timed, 0 worked']);
});

describe('a retry and a dead letter', () => {
  const failed = (topic: string, headers: Record<string, string>) => event({ topic, offset: 1, at: 40, headers: { 'x-original-topic': 'orders', 'x-original-partition': '0', 'x-original-offset': '1', ...headers } });

  it('come from the service whose span wrote them', () => {
    expect(of([event({ topic: 'orders.dlq', offset: 1, sentBy: ['t', 'give up'] })], [span({ trace: 't', name: 'give up', service: 'payment', kind: 'producer', topic: 'orders.dlq' })])).toEqual([
      'service:payment dead-letters topic:kafka/orders.dlq (dead-letter): 1 by message; 1 timed, 0 worked',
    ]);
  });

  it('come from the service that failed on the message', () => {
    const reader = span({ trace: 'r', name: 'read', kind: 'consumer', service: 'payment', operation: 'process', handled: ['orders', 0, 1], at: 20, error: 'declined' });
    expect(of([event({ topic: 'orders', offset: 1, at: 5 }), failed('orders.dlq', {})], [reader])).toContain('service:payment dead-letters topic:kafka/orders.dlq (dead-letter): 1 by message; 0 timed, 0 worked');
  });

  it('come from the group that their headers name, else from the topic', () => {
    expect(of([failed('orders.dlq', { 'x-consumer-group': 'stock' })], [])).toEqual([expect.stringMatching(/^(group:kafka\/stock|topic:kafka\/orders) dead-letters topic:kafka\/orders.dlq \(dead-letter\): 1 by headers/)]);
    expect(of([failed('orders.retry', {})], [])).toEqual(['topic:kafka/orders produces topic:kafka/orders.retry (retry): 1 by headers; 0 timed, 0 worked']);
  });
});

describe('what a reader was handed', () => {
  const sent = event({ topic: 'orders', offset: 1, at: 5, sentBy: ['t', 'send'] });
  const read = (name: string, at: number, more: object = {}) => span({ trace: name, name, kind: 'consumer', service: 'stock', operation: 'process', group: 'stock', handled: ['orders', 0, 1], at, ...more });

  it('counts each attempt, with those that failed, and waited once', () => {
    expect(of([sent], [read('first', 10, { error: 'no' }), read('second', 1010)])).toContain('topic:kafka/orders consumes service:stock: 2, 1 failed by message for stock; 1 timed, 2 worked');
  });

  it('failed where it was handed on as a retry or a dead letter, whatever the span says', () => {
    const retry = event({ topic: 'orders.retry', offset: 1, at: 40, sentBy: ['first', 'put off'], headers: { 'x-original-topic': 'orders', 'x-original-partition': '0', 'x-original-offset': '1' } });
    const putOff = span({ trace: 'first', name: 'put off', parent: 'first', service: 'stock', kind: 'producer', at: 35, topic: 'orders.retry' });
    expect(of([sent, retry], [read('first', 10), putOff])).toContain('topic:kafka/orders consumes service:stock: 1, 1 failed by message for stock; 1 timed, 1 worked');
  });

  it('counts once where a poll led to work', () => {
    const poll = span({ trace: 'p', name: 'poll', kind: 'client', service: 'stock', operation: 'receive', group: 'stock', links: [['t', 'send']], topic: 'orders', at: 9 });
    expect(of([sent], [span({ trace: 't', name: 'send', kind: 'producer', topic: 'orders' }), poll, read('process', 12, { trace: 'p', parent: 'poll' })])).toContain('topic:kafka/orders consumes service:stock: 1 by message for stock; 1 timed, 1 worked');
  });

  it('counts for each flow that shares the span of a batch its own messages', () => {
    const { events, spans } = pollOf('poll', [{ id: 'a', offset: 1 }]);
    expect(of([...order('a', 1).events, ...events], [...order('a', 1).spans, ...spans], ['poll receive'])).toContain('topic:kafka/orders consumes service:shipping: 1 by message for shipping; 1 timed, 1 worked');
  });
});

describe('a call', () => {
  const caller = span({ trace: 't', name: 'GET', service: 'web', kind: 'client', at: 0, took: 30 });
  const called = span({ trace: 't', name: 'GET /', parent: 'GET', service: 'stock', kind: 'server', at: 5, took: 10 });

  it('is a span below one of another service, as long as the caller waited', () => {
    const counts = edgesOf(assembled([], [caller, called]));
    expect(texts(counts)).toEqual(['service:web calls service:stock: 1 by span; 1 timed, 0 worked']);
    expect(counts.find(({ measure }) => measure >= Measure.latency)?.measure).toBe(Measure.latency + 59); // 30 ms
  });

  it('failed where either half says so', () => {
    expect(of([], [{ ...caller, status: 'error' }, called])).toEqual(['service:web calls service:stock: 1, 1 failed by span; 1 timed, 0 worked']);
  });

  it('may be two halves with one id', () => {
    expect(of([], [caller, { ...called, spanId: caller.spanId, parentSpanId: null }])).toEqual(['service:web calls service:stock: 1 by span; 1 timed, 0 worked']);
  });

  it('is not what a consumer does below the sender of its message, nor what stays within a service', () => {
    expect(of([], [span({ trace: 't', name: 'send', service: 'web', kind: 'producer' }), span({ trace: 't', name: 'read', parent: 'send', service: 'stock', kind: 'consumer' }), span({ trace: 't', name: 'inner', parent: 'read', service: 'stock' })])).toEqual([]);
  });

  it('counts in a shared segment on its own, and in none of the flows that show it', () => {
    expect(of([], [caller, called], ['GET', 'GET /'])).toEqual([]);
    const { spans } = flowOf([], [caller, called]);
    const segment = { traceId: traceId('t'), id: '', spans, shared: true, correlations: [], messages: [], upstream: [], producer: null, cutFrom: null, cutOff: [] };
    expect(texts(edgesOfShared(segment, { now: LATER }))).toEqual(['service:web calls service:stock: 1 by span; 1 timed, 0 worked']);
  });
});

describe('messages that were not seen', () => {
  it('are told by the spans that sent and read them, of a topic on no known cluster', () => {
    const spans = [
      span({ trace: 't', name: 'send', service: 'web', kind: 'producer', topic: 'orders', error: 'no leader' }),
      span({ trace: 'r', name: 'read', service: 'stock', kind: 'consumer', operation: 'process', topic: 'orders', group: 'stock', links: [['t', 'send']] }),
      span({ trace: 'p', name: 'poll', service: 'stock', kind: 'client', operation: 'receive', topic: 'orders' }),
    ];
    expect(of([], spans)).toEqual([
      'topic:/orders consumes service:stock: 1 by poll; 0 timed, 0 worked',
      'topic:/orders consumes service:stock: 1 by span for stock; 0 timed, 1 worked',
      'service:web produces topic:/orders: 1, 1 failed by span; 1 timed, 0 worked',
    ]);
  });

  it('are as many as a span says that it was about', () => {
    const poll = span({ trace: 'p', name: 'poll', service: 'stock', kind: 'client', operation: 'receive', topic: 'orders' });
    expect(of([], [{ ...poll, attributes: { ...poll.attributes, 'messaging.batch.message_count': 40 } }])).toEqual(['topic:/orders consumes service:stock: 40 by poll; 0 timed, 0 worked']);
  });
});
