import { describe, expect, it, test } from 'vitest';
import { assembled, named } from '#lib/core/flows/testing/assembled.ts';
import { event, span, type EventSketch } from '#lib/core/flows/testing/scene.ts';
import type { AssembledFlow } from '#lib/core/flows/assemble.ts';

const path = ({ criticalPath }: AssembledFlow): string[] => criticalPath.map(named);
/** In milliseconds: processing, waiting, retry delay, unaccounted. */
const split = ({ time }: AssembledFlow): number[] => [time.processing, time.waiting, time.retryDelay, time.unaccounted].map((micros) => micros / 1000);
const handling = (name: string, topic: string, offset: number, at: number, took: number, more: object = {}) =>
  span({ trace: name, name, kind: 'consumer', service: name, operation: 'process', group: name, handled: [topic, 0, offset], at, took, ...more });
const sent = (topic: string, at: number, by: string, more: Partial<EventSketch> = {}) => event({ topic, offset: 1, at, sentBy: [by, by], ...more });

test('goes from work to message to work, and waits are part of it', () => {
  const flow = assembled([sent('orders', 10, 'shop'), sent('stock', 60, 'pay')], [span({ trace: 'shop', name: 'shop', at: 0, took: 20 }), handling('pay', 'orders', 1, 50, 30), handling('ship', 'stock', 1, 100, 40)]);
  expect(path(flow)).toEqual(['shop', 'orders/1', 'pay', 'stock/1', 'ship']);
  expect(split(flow)).toEqual([10 + 10 + 40, 40 + 40, 0, 0]);
});

test('is the chain that ended last, not the longest span', () => {
  const flow = assembled([sent('orders', 10, 'shop')], [span({ trace: 'shop', name: 'shop', at: 0, took: 20 }), handling('long', 'orders', 1, 20, 500), handling('late', 'orders', 1, 520, 10)]);
  expect(path(flow)).toEqual(['shop', 'orders/1', 'late']);
  expect(split(flow)).toEqual([20, 510, 0, 0]);
});

test('goes through the calls that held a span up, the one that returned last before each', () => {
  const call = (name: string, at: number, took: number, parent = 'root') => span({ trace: 't', name, parent, service: name, at, took });
  const root = [span({ trace: 't', name: 'root', at: 0, took: 100 }), call('first', 5, 20), call('beside', 10, 10), call('second', 30, 60), call('inner', 40, 45, 'second')];
  expect(path(assembled([], root))).toEqual(['root', 'first', 'second', 'inner']);
  // What outlives its caller ended last, and began when it did because of what the caller had waited for.
  expect(path(assembled([], [...root, call('stray', 95, 40)]))).toEqual(['root', 'first', 'second', 'inner', 'stray']);
});

describe('a retry', () => {
  it('was put off since the attempt before had failed', () => {
    const again = (trace: string, at: number, more: object = {}) => span({ trace, name: trace, kind: 'consumer', service: 'pay', operation: 'process', group: 'pay', handled: ['orders', 0, 1], at, took: 10, ...more });
    const flow = assembled([sent('orders', 10, 'shop')], [span({ trace: 'shop', name: 'shop', at: 0, took: 12 }), again('one', 20, { error: 'no' }), again('two', 1030, { error: 'no' }), again('three', 2040)]);
    expect(path(flow)).toEqual(['shop', 'orders/1', 'one', 'two', 'three']);
    expect(split(flow)).toEqual([10 + 30, 10, 2000, 0]);
  });

  it('over a topic of its own too', () => {
    const copy = { headers: { 'x-original-topic': 'orders', 'x-original-partition': '0', 'x-original-offset': '1' } };
    const flow = assembled([sent('orders', 10, 'shop'), sent('orders.retry', 28, 'pay', copy)], [span({ trace: 'shop', name: 'shop', at: 0, took: 12 }), handling('pay', 'orders', 1, 20, 10, { error: 'no' }), handling('again', 'orders.retry', 1, 1030, 20, { service: 'pay' })]);
    expect(path(flow)).toEqual(['shop', 'orders/1', 'pay', 'orders.retry/1', 'again']);
    expect(split(flow)).toEqual([10 + 8 + 20, 10, 1002, 0]);
  });
});

test('does not count what nobody saw: without spans nothing is known of waits and work', () => {
  const flow = assembled([event({ topic: 'a', offset: 1, at: 0, correlation: 'c' }), event({ topic: 'b', offset: 1, at: 700, correlation: 'c' })], []);
  expect(path(flow)).toEqual(['a/1', 'b/1']);
  expect(split(flow)).toEqual([0, 0, 0, 700]);
});

test('does not know how long a message waited across a wrong clock', () => {
  const flow = assembled([sent('orders', 10, 'shop'), sent('stock', -920, 'pay')], [span({ trace: 'shop', name: 'shop', at: 0, took: 20 }), handling('pay', 'orders', 1, -950, 30), handling('ship', 'stock', 1, 100, 40)]);
  expect(path(flow)).toEqual(['shop', 'orders/1', 'pay', 'stock/1', 'ship']);
  expect(flow.time.waiting).toBe(0);
  expect(flow.time.unaccounted).toBeGreaterThan(0);
});

test('goes through a shared batch, whose own length is not the flow’s', () => {
  const poll = span({ trace: 'b', name: 'poll', kind: 'client', service: 'ship', operation: 'receive', at: -9000, took: 9030, topic: 'orders' });
  const flow = assembled([sent('orders', 10, 'shop')], [span({ trace: 'shop', name: 'shop', at: 0, took: 12 }), poll, handling('work', 'orders', 1, 40, 10, { trace: 'b', parent: 'poll', links: [['shop', 'shop']] })], {}, ['poll']);
  expect(path(flow)).toEqual(['shop', 'orders/1', 'work']);
  expect(split(flow)).toEqual([10 + 10, 30, 0, 0]);
});

test('waits for what a poll brought where nothing tells of the work', () => {
  const poll = span({ trace: 'b', name: 'poll', kind: 'client', service: 'ship', operation: 'receive', handled: ['orders', 0, 1], at: -5, took: 105 });
  expect(split(assembled([sent('orders', 10, 'shop')], [span({ trace: 'shop', name: 'shop', at: 0, took: 12 }), poll]))).toEqual([10, 90, 0, 5]);
});

test('ends on circles of contradictory evidence', () => {
  const circle = [span({ trace: 't', name: 'a', parent: 'c', at: 0 }), span({ trace: 't', name: 'b', parent: 'a', at: 5 }), span({ trace: 't', name: 'c', parent: 'b', at: 9 })];
  const flow = assembled([event({ topic: 'x', offset: 1, at: 2, sentBy: ['t', 'b'] })], [...circle, handling('d', 'x', 1, 0, 4, { trace: 't', parent: 'c' })]);
  expect(new Set(path(flow)).size).toBe(path(flow).length);
  expect(split(flow).reduce((sum, each) => sum + each, 0)).toBe(flow.time.total / 1000);
});

test('a chain of thousands of records is walked to its beginning', () => {
  const hops = 4_000;
  const spans = Array.from({ length: hops }, (_, at) => handling(`s${at}`, at === 0 ? 'none' : 'chain', at, at * 10 + 5, 4));
  const events = Array.from({ length: hops - 1 }, (_, at) => event({ topic: 'chain', offset: at + 1, at: at * 10 + 8, sentBy: [`s${at}`, `s${at}`] }));
  const flow = assembled(events, spans);
  expect(flow.criticalPath).toHaveLength(2 * hops - 1);
  expect(split(flow)).toEqual([3 * (hops - 1) + 4, 7 * (hops - 1), 0, 0]);
});

test('and so is a tower of calls', () => {
  const depth = 5_000;
  const flow = assembled([], Array.from({ length: depth }, (_, at) => span({ trace: 't', name: `${at}`, ...(at === 0 ? {} : { parent: `${at - 1}` }), at, took: 2 * (depth - at) })));
  expect(flow.criticalPath).toHaveLength(depth);
  expect(split(flow)).toEqual([2 * depth, 0, 0, 0]);
});
