/** Messages that were passed on with their headers, and traces whose ids are no hex numbers. */
import { expect, test } from 'vitest';
import { componentsOf, named } from '#lib/core/flows/testing/memory-facts.ts';
import { event, span, traceId, traceparent } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord } from '#lib/core/record.ts';

type Hop = readonly [trace: string, span: string];

/** A message with a `traceparent` for each hop, the oldest first, as a client writes it that appends to the headers it was given. */
function passedOn(topic: string, offset: number, hops: readonly Hop[], correlation?: string): EventRecord {
  const record = event({ topic, offset, ...(correlation === undefined ? {} : { correlation }) });
  return { ...record, headers: [...record.headers, ...hops.map((hop) => ({ name: 'traceparent', value: Buffer.from(traceparent(...hop)) }))] };
}
const sw8 = (id: string): Record<string, string> => ({ sw8: `1-${Buffer.from(id).toString('base64')}-c2Vn-0-YQ==-YQ==-YQ==-YQ==` });
const flows = (events: EventRecord[], spans: ReturnType<typeof span>[] = []): string[][] => named(componentsOf(events, spans));

test('a forwarded message with two traceparent headers belongs with the message that it was, though its last trace is a new one', () => {
  const first = passedOn('orders', 1, [['t1', 's1']]);
  const copy = passedOn('orders-eu', 1, [['t1', 's1'], ['t2', 's2']]);
  const third = passedOn('archive', 1, [['t1', 's1'], ['t2', 's2'], ['t3', 's3']]);
  expect(flows([first, copy, third])).toEqual([['archive/1', 'orders-eu/1', 'orders/1']]);
  expect(flows([third, first])).toEqual([['archive/1', 'orders/1']]);
  expect(flows([first, copy, passedOn('orders', 2, [['t9', 's9']])])).toEqual([['orders-eu/1', 'orders/1'], ['orders/2']]);
});

test('a forwarded message was sent by the last hop, and belongs with the spans of both', () => {
  const spans = [span({ trace: 't1', name: 's1', kind: 'producer' }), span({ trace: 't2', name: 's2', kind: 'producer' })];
  expect(flows([passedOn('orders', 1, [['t1', 's1']]), passedOn('orders-eu', 1, [['t1', 's1'], ['t2', 's2']])], spans)).toEqual([['orders-eu/1', 'orders/1', 's1', 's2']]);
});

test('what a bulk job sent in one trace stays apart when it is forwarded', () => {
  const ids = ['a', 'b', 'c'];
  const spans = [span({ trace: 'job', name: 'job' }), ...ids.map((id) => span({ trace: 'job', name: `create ${id}`, parent: 'job', kind: 'producer' }))];
  const events = ids.flatMap((id, index) => [
    passedOn('orders', index, [['job', `create ${id}`]], id),
    passedOn('orders-eu', index, [['job', `create ${id}`], [`forward ${id}`, 'send']]),
  ]);
  expect(flows(events, spans)).toEqual(ids.map((id, index) => [`create ${id}`, `orders-eu/${index}`, `orders/${index}`, '~job'].toSorted()));
});

test('where one span sent several messages of several orders, a copy with its headers is nobody\'s alone', () => {
  const spans = [span({ trace: 'job', name: 'job', kind: 'producer' })];
  const events = ['a', 'b'].map((id, index) => passedOn('orders', index, [['job', 'job']], id));
  expect(flows([...events, passedOn('orders-eu', 0, [['job', 'job'], ['forward', 'send']])], spans)).toEqual([['orders-eu/0', '~job'], ['orders/0', '~job'], ['orders/1', '~job']]);
});

test('where the one span that sent a message is shared, its copy finds it still', () => {
  const spans = [span({ trace: 'job', name: 'job', kind: 'producer', correlation: 'a' }), span({ trace: 'job', name: 'other', parent: 'job', correlation: 'b' })];
  const events = [passedOn('orders', 1, [['job', 'job']]), passedOn('orders-eu', 1, [['job', 'job'], ['forward', 'send']])];
  expect(flows(events, spans).filter((flow) => flow.some((name) => name.startsWith('orders')))).toEqual([['orders-eu/1', 'orders/1', '~job']]);
});

test('messages of one SkyWalking trace are one flow, but never those of two correlation ids', () => {
  const id = 'a4ec6fc8ccab4bb4b682064698cc97e6.74.16218381104550009';
  expect(flows([event({ topic: 'orders', offset: 1, headers: sw8(id) }), event({ topic: 'payments', offset: 1, headers: sw8(id) }), event({ topic: 'orders', offset: 2, headers: sw8('other.1.2') })])).toEqual([
    ['orders/1', 'payments/1'],
    ['orders/2'],
  ]);
  const unnamed = event({ topic: 'stock', offset: 1, headers: sw8(id) });
  expect(flows([unnamed, event({ topic: 'orders', offset: 1, correlation: 'x', headers: sw8(id) })])).toEqual([['orders/1', 'stock/1']]);
  expect(flows([event({ topic: 'orders', offset: 1, correlation: 'x', headers: sw8(id) }), unnamed, event({ topic: 'orders', offset: 2, correlation: 'y', headers: sw8(id) })])).toEqual([['orders/1'], ['orders/2'], ['stock/1']]);
});

test('messages that name a trace and no span belong to the trace where it is one piece, and to none of its parts where it is cut', () => {
  const b3 = { 'X-B3-TraceId': traceId('t') };
  const messages = [event({ topic: 'orders', offset: 1, headers: b3 }), event({ topic: 'payments', offset: 1, headers: b3 })];
  expect(flows(messages)).toEqual([['orders/1', 'payments/1']]);
  expect(flows(messages, [span({ trace: 't', name: 'request' })])).toEqual([['orders/1', 'payments/1', 'request']]);
  const poll = [span({ trace: 't', name: 'receive', kind: 'consumer', operation: 'receive' }), ...['a', 'b'].map((name) => span({ trace: 't', name, parent: 'receive', kind: 'consumer' as const }))];
  expect(flows(messages, poll).filter((flow) => flow.some((name) => /orders|payments/.test(name)))).toEqual([['orders/1'], ['payments/1']]);
});
