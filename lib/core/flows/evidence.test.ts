/** One piece of evidence at a time: what it joins, and what it must not. */
import { expect, test } from 'vitest';
import { componentsOf, named } from '#lib/core/flows/testing/memory-facts.ts';
import { event, order, pollOf, span, spanId, traceId } from '#lib/core/flows/testing/scene.ts';
import { WORLD_CONVENTIONS } from '#lib/core/flows/testing/worlds.ts';
import type { EventRecord, SpanLink, SpanRecord } from '#lib/core/record.ts';

const conventions = WORLD_CONVENTIONS;
const flows = (events: readonly EventRecord[], spans: readonly SpanRecord[] = [], hubLimit = 10_000): string[][] => named(componentsOf(events, spans, { conventions, hubLimit }));
const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `o${index}`);
const copied = (topic: string, offset: number): Record<string, string> => ({ '__connect.errors.topic': topic, '__connect.errors.partition': '0', '__connect.errors.offset': String(offset) });

test('a span that names its message was handed that one, however many links it has', () => {
  const sent = ['a', 'b'].map((id, offset) => event({ topic: 'orders', offset, correlation: id, sentBy: [id, `${id} send`] }));
  const handled = ['a', 'b'].map((id, offset) => span({ trace: 'poll', name: `handle ${id}`, parent: 'poll', kind: 'consumer', handled: ['orders', 0, offset], links: [['a', 'a send'], ['b', 'b send'], ['poll', 'poll']] }));
  expect(flows(sent, handled)).toEqual([['handle a', 'orders/0'], ['handle b', 'orders/1']]);
});

test('a span that was handed several belongs to none of them, though it has a correlation id of its own', () => {
  const sent = ['a', 'b'].map((id, offset) => event({ topic: 'orders', offset, correlation: id, sentBy: [id, `${id} send`] }));
  const batch = span({ trace: 'batch', name: 'batch', kind: 'consumer', correlation: 'batch-7', links: [['a', 'a send'], ['b', 'b send']] });
  expect(flows(sent, [batch])).toEqual([['orders/0', '~batch'], ['orders/1', '~batch']]);
});

test('where an SDK dropped links nobody knows what else it was handed: it is shared, unless its coordinates say', () => {
  const sent = event({ topic: 'orders', offset: 1, sentBy: ['a', 'send'] });
  const dropped = (sketch: Parameters<typeof span>[0]): SpanRecord => ({ ...span({ ...sketch, kind: 'consumer', links: [['a', 'send']] }), droppedLinks: 3 });
  expect(flows([sent], [dropped({ trace: 'x', name: 'batch' })])).toEqual([['orders/1', '~batch']]);
  expect(flows([sent], [dropped({ trace: 'x', name: 'single', handled: ['orders', 0, 1] })])).toEqual([['orders/1', 'single']]);
});

test('a business key that joins does so for spans and events, and one that finds does not', () => {
  const parcel = (trace: string, name: string, attributes: Record<string, string>): SpanRecord => ({ ...span({ trace, name }), attributes });
  const events = [event({ topic: 'parcels', offset: 1, value: { parcelId: 'p1', customerId: 'c' } }), event({ topic: 'parcels', offset: 2, value: { parcelId: 'p2', customerId: 'c' } })];
  expect(flows(events, [parcel('x', 'weighed', { 'parcel.id': 'p1' }), parcel('y', 'billed', { 'customer.id': 'c' })])).toEqual([['billed'], ['parcels/1', 'weighed'], ['parcels/2']]);
});

test('a trace never joins two values of one business key; a correlation id and a business key are no two', () => {
  const root = span({ trace: 'job', name: 'job', correlation: 'nightly' });
  const packed = ['p1', 'p2'].map((id) => ({ ...span({ trace: 'job', name: `pack ${id}`, parent: 'job' }), attributes: { 'parcel.id': id } }));
  expect(flows([], [root, packed[0]!])).toEqual([['job', 'pack p1']]);
  expect(flows([], [root, ...packed])).toEqual([['pack p1', '~job'], ['pack p2', '~job']]);
});

test('a dead letter joins the message that it was, and its replay joins the letter, by what headers say alone', () => {
  const letter = event({ topic: 'orders.dlq', offset: 5, at: 20, headers: copied('orders', 1) });
  const replay = event({ topic: 'orders', offset: 9, at: 40, headers: { 'throughline-replay-id': 'r1', 'throughline-replay-of': 'kafka/orders.dlq/0/0/5' } });
  const others = [event({ topic: 'orders', offset: 1 }), event({ topic: 'orders', offset: 2 })];
  expect(flows([...others, letter, replay])).toEqual([['orders.dlq/5', 'orders/1', 'orders/9'], ['orders/2']]);
});

test('copies of a message that nobody saw meet, and its consumers with them', () => {
  const copies = [event({ topic: 'orders-retry', offset: 1, headers: copied('orders', 7) }), event({ topic: 'orders.dlq', offset: 1, headers: copied('orders', 7) })];
  expect(flows(copies, [span({ trace: 'x', name: 'tried', kind: 'consumer', handled: ['orders', 0, 7] })])).toEqual([['orders-retry/1', 'orders.dlq/1', 'tried']]);
});

test('a copy means the message of its own cluster, and a span the one that its parent or link sent', () => {
  const here = event({ topic: 'orders', offset: 1, at: 0, sentBy: ['a', 'send'] });
  const there = { ...event({ topic: 'orders', offset: 1, at: 5 }), at: { ...here.at, source: 'other' } };
  const letter = event({ topic: 'orders.dlq', offset: 1, at: 20, headers: copied('orders', 1) });
  const handled = span({ trace: 'x', name: 'handled', kind: 'consumer', at: 30, handled: ['orders', 0, 1], links: [['a', 'send']] });
  expect(flows([here, there, letter], [handled])).toEqual([['handled', 'orders.dlq/1', 'orders/1'], ['other:orders/1']]);
});

test('a batch that read before and after a topic was made again is shown with the messages of both', () => {
  const both = [0, 3_600_000].map((at, incarnation) => event({ topic: 'orders', offset: 1, at, incarnation, correlation: `of ${incarnation}` }));
  const linkTo = (offset: number): SpanLink => ({ traceId: traceId('away'), spanId: spanId(`send ${offset}`), attributes: { 'messaging.destination.partition.id': '0', 'messaging.kafka.offset': offset } });
  const polls = [10, 3_600_010].map((at) => ({ ...span({ trace: 'job', name: `poll at ${at}`, parent: 'job', kind: 'client', operation: 'receive', topic: 'orders', at }), links: [linkTo(1), linkTo(2)] }));
  expect(flows(both, [span({ trace: 'job', name: 'job' }), ...polls])).toEqual([['orders#1/1', '~job', '~poll at 10', '~poll at 3600010'], ['orders/1', '~job', '~poll at 10', '~poll at 3600010']]);
});

test('a hub joins nothing from whichever side: a correlation id, a message that many name, a trace that many link to', () => {
  const many = <T>(make: (index: number) => T): T[] => Array.from({ length: 6 }, (_, index) => make(index));
  expect(flows(many((offset) => event({ topic: 'x', offset, correlation: 'all' })), [], 5)).toHaveLength(6);
  const readers = many((index) => span({ trace: `reader ${index}`, name: `reader ${index}`, kind: 'consumer', handled: ['x', 0, 0] }));
  expect(flows([], readers, 5)).toHaveLength(6);
  expect(flows([event({ topic: 'x', offset: 0 })], readers, 5)).toHaveLength(7);
  const linking = many((index) => span({ trace: `linking ${index}`, name: `linking ${index}`, kind: 'consumer', links: [['away', 'sender']] }));
  expect(flows([], linking, 5)).toHaveLength(6);
  expect(flows([event({ topic: 'x', offset: 0, headers: { 'message-id': 'one-of-all' } }), ...many((index) => event({ topic: 'y', offset: index, headers: { 'causation-id': 'one-of-all' } }))], [], 5)).toHaveLength(7);
});

test('a correlation id that is a hub cuts no trace', () => {
  const clicks = Array.from({ length: 6 }, (_, offset) => event({ topic: 'x', offset, correlation: 'all' }));
  const spans = [span({ trace: 't', name: 'root' }), span({ trace: 't', name: 'one', parent: 'root', correlation: 'all' }), span({ trace: 't', name: 'two', parent: 'root', correlation: 'own' })];
  expect(flows(clicks, spans, 5)).toContainEqual(['one', 'root', 'two']);
  expect(flows([], spans)).toEqual([['one', '~root'], ['two', '~root']]);
});

test('the parts of a trace that is a hub stay apart', () => {
  const ticks = Array.from({ length: 6 }, (_, offset) => event({ topic: 'ticks', offset, sentBy: ['ticker', `tick ${offset}`] }));
  const spans = [span({ trace: 'ticker', name: 'ticker' }), ...[0, 1].flatMap((offset) => [span({ trace: 'ticker', name: `tick ${offset}`, parent: 'ticker', kind: 'producer' }), span({ trace: 'ticker', name: `heard ${offset}`, parent: `tick ${offset}`, kind: 'consumer', handled: ['ticks', 0, offset] })])];
  expect(flows(ticks, spans, 5)).toContainEqual(['tick 0', 'tick 1', 'ticker']);
  expect(flows(ticks, spans, 5)).toContainEqual(['heard 0', 'ticks/0']);
});

const FIFTY = ids(50).map((id, index) => ({ id, offset: index + 1 }));
const sentAll = (): EventRecord[] => FIFTY.map(({ id, offset }) => event({ topic: 'orders', offset, correlation: id, sentBy: [id, `${id} send`] }));
const published = (): EventRecord[] => FIFTY.map(({ id, offset }) => event({ topic: 'done', offset, correlation: id, sentBy: ['batch', `${id} done`] }));

test.each<[string, readonly SpanRecord[], (id: string) => string[]]>([
  ['below a receive span, with a link each', [span({ trace: 'batch', name: 'poll', kind: 'consumer', operation: 'receive', topic: 'orders' }), ...FIFTY.map(({ id }) => span({ trace: 'batch', name: `${id} part`, parent: 'poll', kind: 'consumer', operation: 'process', topic: 'orders', links: [[id, `${id} send`]] }))], (id) => [`${id} part`, '~poll']],
  ['below a loop, with coordinates each', [span({ trace: 'batch', name: 'poll' }), ...FIFTY.map(({ id, offset }) => span({ trace: 'batch', name: `${id} part`, parent: 'poll', kind: 'consumer', handled: ['orders', 0, offset] }))], (id) => [`${id} part`, '~poll']],
  ['by one span with all links', [span({ trace: 'batch', name: 'poll', kind: 'consumer', operation: 'process', topic: 'orders', links: FIFTY.map(({ id }) => [id, `${id} send`]) })], () => ['~poll']],
  ['by one span with all links, a part each below it', [span({ trace: 'batch', name: 'poll', kind: 'consumer', operation: 'process', topic: 'orders', links: FIFTY.map(({ id }) => [id, `${id} send`]) }), ...FIFTY.map(({ id }) => span({ trace: 'batch', name: `${id} part`, parent: 'poll', correlation: id }))], (id) => [`${id} part`, '~poll']],
])('50 orders consumed in one batch stay 50 flows, each with its own part and what is shared marked: %s', (_, spans, own) => {
  const sends = FIFTY.map(({ id }) => span({ trace: 'batch', name: `${id} done`, parent: spans.length > 1 ? `${id} part` : 'poll', kind: 'producer' }));
  expect(flows([...sentAll(), ...published()], [...spans, ...sends])).toEqual(
    FIFTY.map(({ id, offset }) => [`done/${offset}`, `orders/${offset}`, `${id} done`, ...own(id)].toSorted()).toSorted((a, b) => (a.join() < b.join() ? -1 : 1)),
  );
});

test('50 orders without any correlation id stay 50 flows where links or coordinates say which is which', () => {
  const parts = FIFTY.map(({ id, offset }) => ({ ...order(id, offset), poll: { id, offset } }));
  const without = (record: EventRecord): EventRecord => ({ ...record, headers: record.headers.filter(({ name }) => name !== 'correlation-id') });
  const poll = pollOf('poll', parts.map((part) => part.poll));
  const found = flows([...parts.flatMap(({ events }) => events), ...poll.events].map(without), [...parts.flatMap(({ spans }) => spans), ...poll.spans]);
  expect(found).toHaveLength(50);
  for (const flow of found) expect(flow.filter((name) => !name.startsWith('~'))).toHaveLength(9);
});

test('a bulk job that creates 50 orders in one trace makes 50 flows with a shared start', () => {
  const job = span({ trace: 'job', name: 'job' });
  const creates = FIFTY.map(({ id }) => span({ trace: 'job', name: `create ${id}`, parent: 'job', kind: 'producer' }));
  const events = FIFTY.map(({ id, offset }) => event({ topic: 'orders', offset, correlation: id, sentBy: ['job', `create ${id}`] }));
  expect(flows(events, [job, ...creates])).toEqual(FIFTY.map(({ id, offset }) => [`create ${id}`, `orders/${offset}`, '~job']).toSorted((a, b) => (a.join() < b.join() ? -1 : 1)));
});
