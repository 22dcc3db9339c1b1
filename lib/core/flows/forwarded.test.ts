/** Messages that were passed on with their headers, and traces whose ids are no hex numbers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Component } from '#lib/core/flows/correlate.ts';
import { componentsOf, MemoryFacts, named, namedOne } from '#lib/core/flows/testing/memory-facts.ts';
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

const anyHop = fc.tuple(fc.constantFrom('t1', 't2', 't3'), fc.constantFrom('s1', 's2', 's3'));
const anyMessage = fc.record({
  hops: fc.array(anyHop, { maxLength: 3 }),
  sky: fc.option(fc.constantFrom('x.1.1', 'y.1.1'), { freq: 3 }),
  correlation: fc.option(fc.constantFrom('a', 'b'), { freq: 2 }),
});
const anySpan = fc.record({
  trace: fc.constantFrom('t1', 't2', 't3'),
  name: fc.constantFrom('s1', 's2', 's3'),
  parent: fc.option(fc.constantFrom('s1', 's2', 's3')),
  kind: fc.constantFrom('producer' as const, 'consumer' as const, 'internal' as const),
  links: fc.array(anyHop, { maxLength: 2 }),
});

test('from each message alone the walk finds the flow that all records at once give, whatever was passed on with which hops', () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 8 }), fc.uniqueArray(anySpan, { selector: ({ trace, name }) => `${trace} ${name}`, maxLength: 6 }), fc.constantFrom(3, 10_000), (messages, sketches, hubLimit) => {
      const events = messages.map(({ hops, sky, correlation }, index) => {
        const record = passedOn('m', index, hops, correlation ?? undefined);
        return sky === null ? record : { ...record, headers: [...record.headers, ...Object.entries(sw8(sky)).map(([name, value]) => ({ name, value: Buffer.from(value) }))] };
      });
      const spans = sketches.map(({ parent, name, trace, ...rest }) => ({ ...span({ trace, name, ...rest, ...(parent === null || parent === name ? {} : { parent }) }), name: `${trace} ${name}` }));
      const facts = new MemoryFacts(events, spans, { hubLimit, largest: 1000 });
      const whole = facts.walk();
      for (const ref of facts.events.keys()) {
        const has = ({ events: own }: Component): boolean => own.some((event) => event.ref === ref);
        expect(facts.walk({ events: [ref] }).filter(has).map(namedOne)).toEqual(whole.filter(has).map(namedOne));
      }
    }),
    { numRuns: 300 },
  );
}, 120_000);
