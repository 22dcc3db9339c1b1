import { expect, test } from 'vitest';
import { componentsOf, named } from '#lib/core/flows/testing/memory-facts.ts';
import { event, order, pollOf, span, spanId, traceId } from '#lib/core/flows/testing/scene.ts';

const flows = (...parts: { readonly events?: ReturnType<typeof event>[]; readonly spans?: ReturnType<typeof span>[] }[]): string[][] =>
  named(componentsOf(parts.flatMap((part) => part.events ?? []), parts.flatMap((part) => part.spans ?? [])));

const ORDER = (id: string, offset: number): string[] => [`orders/${offset}`, `payments/${offset}`, `${id} pay publish`, `${id} process`, `${id} publish`, `${id} request`];

test('an order is one flow, and two orders are two', () => {
  expect(flows(order('a', 1), order('b', 2))).toEqual([ORDER('a', 1).toSorted(), ORDER('b', 2).toSorted()]);
});

test('events that share a correlation id are one flow without any tracing', () => {
  expect(flows({ events: [event({ topic: 'orders', offset: 1, correlation: 'x' }), event({ topic: 'stock', offset: 7, correlation: 'x' }), event({ topic: 'stock', offset: 8, correlation: 'y' })] })).toEqual([
    ['orders/1', 'stock/7'],
    ['stock/8'],
  ]);
});

test('a poll of three orders leaves three flows, each with its part, and the receive span shown in all', () => {
  const orders = [{ id: 'a', offset: 1 }, { id: 'b', offset: 2 }, { id: 'c', offset: 3 }];
  expect(flows(order('a', 1), order('b', 2), order('c', 3), pollOf('poll', orders))).toEqual(
    orders.map(({ id, offset }, index) => [...ORDER(id, offset), `shipments/${100 + index}`, `poll ${id} process`, `poll ${id} ship`, '~poll receive'].toSorted()),
  );
});

test('a poll of one order belongs to that order, its receive span included', () => {
  expect(flows(order('a', 1), pollOf('poll', [{ id: 'a', offset: 1 }]))).toEqual([[...ORDER('a', 1), 'shipments/100', 'poll a process', 'poll a ship', 'poll receive'].toSorted()]);
});

test('a batch span with several links is shared; what it published belongs where its correlation id says', () => {
  const batch = {
    spans: [
      span({ trace: 'batch', name: 'batch process', kind: 'consumer', at: 50, links: [['a', 'a publish'], ['b', 'b publish']], topic: 'orders', operation: 'process' }),
      span({ trace: 'batch', name: 'mail a', parent: 'batch process', kind: 'producer', at: 52, topic: 'mails' }),
      span({ trace: 'batch', name: 'mail nobody', parent: 'batch process', kind: 'producer', at: 53, topic: 'mails' }),
    ],
    events: [event({ topic: 'mails', offset: 1, at: 52, correlation: 'a', sentBy: ['batch', 'mail a'] })],
  };
  expect(flows(order('a', 1), order('b', 2), batch)).toEqual([
    [...ORDER('a', 1), 'mails/1', 'mail a', '~batch process', '~mail nobody'].toSorted(),
    [...ORDER('b', 2), '~batch process', '~mail nobody'].toSorted(),
  ]);
});

test('a bulk job that creates three orders in one trace makes three flows with a shared start', () => {
  const ids = ['a', 'b', 'c'];
  const job = {
    spans: [span({ trace: 'job', name: 'job' }), ...ids.map((id) => span({ trace: 'job', name: `create ${id}`, parent: 'job', kind: 'producer' }))],
    events: ids.map((id, index) => event({ topic: 'orders', offset: index, correlation: id, sentBy: ['job', `create ${id}`] })),
  };
  expect(flows(job)).toEqual(ids.map((id, index) => [`create ${id}`, `orders/${index}`, '~job'].toSorted()));
});

test('a bulk job whose consumers alone know the correlation ids makes a flow for each, too', () => {
  const ids = ['a', 'b'];
  const spans = [
    span({ trace: 'job', name: 'job' }),
    ...ids.flatMap((id, index) => [
      span({ trace: 'job', name: `send ${id}`, parent: 'job', kind: 'producer' }),
      span({ trace: 'job', name: `process ${id}`, parent: `send ${id}`, kind: 'consumer', handled: ['orders', 0, index], correlation: id }),
    ]),
  ];
  expect(flows({ spans })).toEqual(ids.map((id) => [`process ${id}`, `send ${id}`, '~job'].toSorted()));
});

test('a consumer in a trace of its own joins by its link, and by coordinates without one', () => {
  const linked = { spans: [span({ trace: 'other', name: 'linked', kind: 'consumer', links: [['a', 'a publish']] })] };
  const named = { spans: [span({ trace: 'third', name: 'named', kind: 'consumer', handled: ['orders', 0, 1] })] };
  expect(flows(order('a', 1), linked, named)).toEqual([[...ORDER('a', 1), 'linked', 'named'].toSorted()]);
});

test('consumers of one message meet though neither the message nor its sender has arrived', () => {
  const byLink = ['one', 'two'].map((name) => span({ trace: name, name, kind: 'consumer' as const, links: [['away', 'sender'] as const] }));
  const byPlace = ['three', 'four'].map((name) => span({ trace: name, name, kind: 'consumer' as const, handled: ['orders', 0, 9] as const }));
  expect(flows({ spans: [...byLink, ...byPlace] })).toEqual([['four', 'three'], ['one', 'two']]);
});

test('a trace whose consumers name neither link nor message stays whole, its loose ends included', () => {
  expect(
    flows({
      spans: [
        span({ trace: 't', name: 'send', kind: 'producer' }),
        span({ trace: 't', name: 'handle', parent: 'send', kind: 'consumer' }),
        span({ trace: 't', name: 'loose', parent: 'never came' }),
      ],
    }),
  ).toEqual([['handle', 'loose', 'send']]);
});

test('a causation id leads to the message that it names, from any topic', () => {
  const id = '0a8dbe2a-45b6-4a4f-9f7d-0d5f3c1f9a01';
  expect(
    flows({ events: [event({ topic: 'orders', offset: 1, headers: { 'message-id': id } }), event({ topic: 'stock', offset: 1, headers: { 'causation-id': id } }), event({ topic: 'stock', offset: 2 })] }),
  ).toEqual([['orders/1', 'stock/1'], ['stock/2']]);
});

test('useless ids and plain numbers join nothing', () => {
  const useless = ['', 'null', 'undefined', '0', '-', 'unknown', '00000000-0000-0000-0000-000000000000'];
  const events = useless.flatMap((id, index) => [event({ topic: 'x', offset: index, correlation: id }), event({ topic: 'y', offset: index, correlation: id })]);
  const entities = [event({ topic: 'p', offset: 1, value: { id: 42 } }), event({ topic: 'q', offset: 1, value: { id: 42 } })];
  expect(flows({ events: [...events, ...entities] })).toHaveLength(events.length + entities.length);
});

test('a recreated topic is not the old one: a span means the message that was written before it', () => {
  const old = event({ topic: 'orders', offset: 5, at: 0, correlation: 'old' });
  const fresh = event({ topic: 'orders', offset: 5, at: 3_600_000, incarnation: 1, correlation: 'new' });
  const late = span({ trace: 'l', name: 'late', kind: 'consumer', at: 3_600_010, handled: ['orders', 0, 5] });
  const early = span({ trace: 'e', name: 'early', kind: 'consumer', at: 20, handled: ['orders', 0, 5] });
  const components = componentsOf([old, fresh], [late, early]);
  const together = components.map(({ events, segments }) => [events.map((each) => each.at.incarnation), segments.flatMap((segment) => segment.spans.map((traced) => traced.span.name))]);
  expect(together).toHaveLength(2);
  expect(together).toEqual(expect.arrayContaining([[[0], ['early']], [[1], ['late']]]));
});

test('a circle of parents and a span that is its own parent do no harm', () => {
  expect(flows({ spans: [span({ trace: 't', name: 'x', parent: 'y' }), span({ trace: 't', name: 'y', parent: 'x' }), span({ trace: 't', name: 'z', parent: 'z' })] })).toEqual([['x', 'y', 'z']]);
});

test('a batch whose messages were sent under one span touches each of them', () => {
  const sent = ['a', 'b'].map((id, offset) => event({ topic: 'outbox', offset, correlation: id, sentBy: ['job', 'write'] }));
  const link = (offset: number) => ({ traceId: traceId('job'), spanId: spanId('write'), attributes: { 'messaging.destination.partition.id': '0', 'messaging.kafka.offset': offset } });
  const batch = { ...span({ trace: 'batch', name: 'batch', kind: 'consumer', operation: 'process', topic: 'outbox' }), links: [link(0), link(1)] };
  expect(flows({ events: sent, spans: [batch] })).toEqual([['outbox/0', '~batch'], ['outbox/1', '~batch']]);
});
