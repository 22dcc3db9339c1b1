import { describe, expect, it, test } from 'vitest';
import { REPLAY_ID_HEADER, REPLAY_OF_HEADER } from '#lib/core/conventions/replay.ts';
import { assembled, hopTexts } from '#lib/core/flows/testing/assembled.ts';
import { event, span, traceparent } from '#lib/core/flows/testing/scene.ts';

const strong = (flow: Parameters<typeof hopTexts>[0]): string[] => hopTexts(flow).filter((hop) => !hop.includes(' follows '));
const origin = (offset: number, more: Record<string, string> = {}) => ({ 'x-original-topic': 'orders', 'x-original-partition': '0', 'x-original-offset': String(offset), 'x-consumer-group': 'payment', ...more });
const handling = (topic: string, offset: number, at: number, more: object = {}) =>
  span({ trace: `t${topic}${offset}`, name: `handle ${topic}/${offset}`, kind: 'consumer', service: 'payment', at, handled: [topic, 0, offset], operation: 'process', group: 'payment', ...more });

test('produce, broker, deliver, process, produce', () => {
  const flow = assembled(
    [event({ topic: 'orders', offset: 1, at: 5, sentBy: ['t', 'send'] }), event({ topic: 'payments', offset: 1, at: 40, sentBy: ['t', 'pay'] })],
    [
      span({ trace: 't', name: 'request', kind: 'server', service: 'web', took: 20 }),
      span({ trace: 't', name: 'send', parent: 'request', kind: 'producer', service: 'web', at: 4, took: 2 }),
      span({ trace: 't', name: 'process', parent: 'send', kind: 'consumer', service: 'payment', at: 20, took: 30, handled: ['orders', 0, 1], operation: 'process', links: [['t', 'send']] }),
      span({ trace: 't', name: 'pay', parent: 'process', kind: 'producer', service: 'payment', at: 39, took: 2 }),
    ],
  );
  // The process span has a parent and a link to what sent it, and names its message: one hop.
  expect(hopTexts(flow)).toEqual([
    'orders/1 deliver process: coordinates, 15 ms',
    'pay publish payments/1: trace-context',
    'process call pay: span-parent',
    'request call send: span-parent',
    'send publish orders/1: trace-context',
  ]);
});

test('a message that was not observed itself: from its sender, once, whether by parent, link or both', () => {
  const sender = span({ trace: 't', name: 'send', kind: 'producer', service: 'web', at: 4, took: 2 });
  const reader = (more: object) => span({ trace: 't', name: 'process', kind: 'consumer', service: 'payment', at: 20, operation: 'process', ...more });
  expect(hopTexts(assembled([], [sender, reader({ parent: 'send', links: [['t', 'send']] })]))).toEqual(['send deliver process: span-parent, 14 ms']);
  expect(hopTexts(assembled([], [sender, reader({ trace: 'u', links: [['t', 'send']] })]))).toEqual(['send deliver process: span-link, 14 ms']);
});

test('a sender that is no producer span is no caller of who read its message', () => {
  const flow = assembled(
    [event({ topic: 'orders', offset: 1, at: 5, sentBy: ['t', 'request'] })],
    [span({ trace: 't', name: 'request', kind: 'server', service: 'web', took: 20 }), span({ trace: 't', name: 'process', parent: 'request', kind: 'consumer', service: 'payment', at: 20, topic: 'orders', operation: 'process' })],
  );
  expect(hopTexts(flow)).toEqual(['orders/1 deliver process: span-parent, 15 ms', 'request publish orders/1: trace-context']);
});

describe('a retry and a dead letter', () => {
  const sent = event({ topic: 'orders', offset: 1, at: 0, correlation: 'c', headers: { 'message-id': 'm-1' } });
  const retry = (offset: number, at: number, headers: Record<string, string> = origin(1)) => event({ topic: 'orders.retry', offset, at, correlation: 'c', headers: { 'message-id': 'm-1', ...headers } });
  const dead = (at: number, headers: Record<string, string> = origin(1)) => event({ topic: 'orders.dlq', offset: 1, at, correlation: 'c', headers: { 'message-id': 'm-1', ...headers } });

  it('come from the message that they are a copy of, the last one before: their headers go on naming the first', () => {
    expect(strong(assembled([sent, retry(1, 10), retry(2, 20), dead(30)], []))).toEqual([
      'orders.retry/1 retry orders.retry/2: dead-letter-headers',
      'orders.retry/2 dead-letter orders.dlq/1: dead-letter-headers',
      'orders/1 retry orders.retry/1: dead-letter-headers',
    ]);
  });

  it('come by message id where no header tells the origin', () => {
    expect(strong(assembled([sent, retry(1, 10, {}), dead(30, {})], []))).toEqual(['orders.retry/1 dead-letter orders.dlq/1: message-id', 'orders/1 retry orders.retry/1: message-id']);
  });

  it('come from who failed, where that is known', () => {
    const flow = assembled([sent, retry(1, 10), dead(30)], [handling('orders', 1, 5, { error: 'declined' }), handling('orders.retry', 1, 20, { error: 'declined' })]);
    expect(strong(flow)).toEqual([
      'handle orders.retry/1 dead-letter orders.dlq/1: dead-letter-headers',
      'handle orders/1 retry orders.retry/1: dead-letter-headers',
      'orders.retry/1 deliver handle orders.retry/1: coordinates, 10 ms',
      'orders/1 deliver handle orders/1: coordinates, 5 ms',
    ]);
    expect(flow.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('come from the span that their trace context names, unless that was copied with the headers', () => {
    const first = event({ topic: 'orders', offset: 1, at: 0, sentBy: ['t', 'send'], headers: { 'message-id': 'm-1' } });
    const spans = [span({ trace: 't', name: 'send', kind: 'producer', took: 2 }), handling('orders', 1, 5, { error: 'declined' })];
    expect(strong(assembled([first, retry(1, 10, { ...origin(1), traceparent: traceparent('torders1', 'handle orders/1') })], spans))).toContain('handle orders/1 retry orders.retry/1: trace-context');
    const copied = assembled([first, retry(1, 10, { ...origin(1), traceparent: traceparent('t', 'send') })], spans);
    expect(strong(copied)).toEqual(['handle orders/1 retry orders.retry/1: dead-letter-headers', 'orders/1 deliver handle orders/1: coordinates, 5 ms', 'send publish orders/1: trace-context']);
  });

  it('come from their own group: one poison message is given up by each', () => {
    const flow = assembled([sent, retry(1, 10), dead(30, origin(1, { 'x-consumer-group': 'stock' }))], []);
    expect(strong(flow)).toContain('orders/1 dead-letter orders.dlq/1: dead-letter-headers');
  });

  it('come from the message that their headers name though its clock was an hour ahead', () => {
    const ahead = event({ topic: 'orders', offset: 1, at: 3_600_000, correlation: 'c' });
    expect(strong(assembled([ahead, dead(30)], []))).toEqual(['orders/1 dead-letter orders.dlq/1: dead-letter-headers']);
  });

  it('of nothing that is there only follow', () => {
    expect(hopTexts(assembled([event({ topic: 'other', offset: 9, at: 0, correlation: 'c' }), dead(30)], []))).toEqual(['other/9 follows orders.dlq/1: correlation-id']);
  });
});

test('a replay comes from its dead letter, and is no retry', () => {
  const letter = event({ topic: 'orders.dlq', offset: 1, at: 30, headers: { 'message-id': 'm-1', ...origin(1) } });
  const replayed = event({ topic: 'orders', offset: 2, at: 90, headers: { 'message-id': 'm-1', [REPLAY_ID_HEADER]: 'r-1', [REPLAY_OF_HEADER]: 'kafka/orders.dlq/0/0/1' } });
  const flow = assembled([event({ topic: 'orders', offset: 1, at: 0, headers: { 'message-id': 'm-1' } }), letter, replayed], [handling('orders', 2, 95)]);
  expect(strong(flow)).toEqual(['orders.dlq/1 replay orders/2: replay-headers', 'orders/1 dead-letter orders.dlq/1: dead-letter-headers', 'orders/2 deliver handle orders/2: coordinates, 5 ms']);
  expect(flow.findings.map(({ kind }) => kind)).toEqual(['dead-lettered']);
  expect(flow.deliveries.map(({ attempt }) => attempt)).toEqual([1]);
});

describe('what nothing leads to', () => {
  it('follows what carries the same name, and says which', () => {
    const flow = assembled(
      [event({ topic: 'a', offset: 1, at: 0, correlation: 'c' }), event({ topic: 'b', offset: 1, at: 10, correlation: 'c' })],
      [span({ trace: 't', name: 'first', at: 2, correlation: 'c' }), span({ trace: 't', name: 'second', at: 20 })],
    );
    expect(hopTexts(flow)).toEqual(['a/1 follows first: correlation-id', 'first follows b/1: correlation-id', 'first follows second: trace-id']);
  });

  it('begins something of its own where it shares nothing with what was before', () => {
    const flow = assembled(
      [event({ topic: 'a', offset: 1, at: 0 }), event({ topic: 'b', offset: 1, at: 10 })],
      [span({ trace: 't', name: 'both', kind: 'consumer', operation: 'process', at: 20, handled: ['a', 0, 1] }), span({ trace: 't', name: 'other', parent: 'both', kind: 'consumer', operation: 'process', at: 22, handled: ['b', 0, 1] })],
    );
    expect(hopTexts(flow).filter((hop) => hop.includes('follows'))).toEqual([]);
  });
});
