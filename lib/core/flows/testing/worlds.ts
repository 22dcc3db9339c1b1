/**
 * Small worlds for properties: several stories at once that share their orders, so that everything meets everything.
 * Each story is what brokers and SDKs really make of it; what its parts are called is the same in each world.
 */
import fc from 'fast-check';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { event, order, pollOf, span, spanId, traceId, traceparent, type EventSketch } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord, SpanLink, SpanRecord } from '#lib/core/record.ts';

export interface Records {
  readonly events: readonly EventRecord[];
  readonly spans: readonly SpanRecord[];
}

/** `parcelId` joins, `customerId` finds. */
export const WORLD_CONVENTIONS: Conventions = {
  ...DEFAULT_CONVENTIONS,
  businessKeys: [
    { name: 'parcelId', joins: true, pointers: ['/parcelId'], headers: [], attributes: ['parcel.id'] },
    { name: 'customerId', joins: false, pointers: ['/customerId'], headers: [], attributes: ['customer.id'] },
  ],
};

/** Keys that name more records than this are hubs, in worlds that are made for it. */
export const SMALL_HUB_LIMIT = 6;

const ORDERS = [{ id: 'a', offset: 1 }, { id: 'b', offset: 2 }, { id: 'c', offset: 3 }] as const;
const HOUR_MS = 3_600_000;

const only = (events: readonly EventRecord[], spans: readonly SpanRecord[] = []): Records => ({ events, spans });
const withHeaders = (sketch: EventSketch, ...more: readonly (readonly [string, string])[]): EventRecord => {
  const record = event(sketch);
  return { ...record, headers: [...record.headers, ...more.map(([name, value]) => ({ name, value: Buffer.from(value) }))] };
};
const copyOf = (topic: string, offset: number): Record<string, string> => ({ '__connect.errors.topic': topic, '__connect.errors.partition': '0', '__connect.errors.offset': String(offset), '__connect.errors.exception.message': 'declined' });

/** As batches name their messages: the place stands on the link. */
const linkTo = (id: string, offset: number): SpanLink => ({ traceId: traceId(id), spanId: spanId(`${id} publish`), attributes: { 'messaging.destination.partition.id': '0', 'messaging.kafka.offset': offset } });

const bulk = (job: string, correlated: boolean): Records =>
  only(
    ['x', 'y', 'z'].map((id, index) => event({ topic: job, offset: index, ...(correlated ? { correlation: id } : {}), sentBy: [job, `${job} creates ${id}`] })),
    [span({ trace: job, name: job }), ...['x', 'y', 'z'].map((id) => span({ trace: job, name: `${job} creates ${id}`, parent: job, kind: 'producer' }))],
  );

const STORIES: Readonly<Record<string, () => Records>> = {
  'order a': () => order('a', 1),
  'order b': () => order('b', 2),
  'order c': () => order('c', 3),
  'an order without tracing': () => only([event({ topic: 'orders', offset: 4, correlation: 'd' }), event({ topic: 'stock', offset: 4, correlation: 'd', at: 30 })]),
  'a poll below a receive span': () => pollOf('poll', ORDERS),
  'a batch of links': () =>
    only(
      [event({ topic: 'mails', offset: 1, at: 52, correlation: 'a', sentBy: ['batch', 'mail a'] }), event({ topic: 'mails', offset: 2, at: 53, sentBy: ['batch', 'mail nobody'] })],
      [
        span({ trace: 'batch', name: 'batch process', kind: 'consumer', at: 50, links: ORDERS.map(({ id }) => [id, `${id} publish`] as const), topic: 'orders', operation: 'process' }),
        span({ trace: 'batch', name: 'mail a', parent: 'batch process', kind: 'producer', at: 52, topic: 'mails' }),
        span({ trace: 'batch', name: 'mail nobody', parent: 'batch process', kind: 'producer', at: 53, topic: 'mails' }),
      ],
    ),
  'a batch that dropped links': () => only([], [{ ...span({ trace: 'dropped', name: 'dropped', kind: 'consumer', at: 50, links: [['a', 'a publish']], topic: 'orders', operation: 'process' }), droppedLinks: 2 }]),
  'a batch of coordinates': () =>
    only([], [span({ trace: 'loop', name: 'loop' }), ...ORDERS.map(({ id, offset }) => span({ trace: 'loop', name: `loop ${id}`, parent: 'loop', kind: 'consumer', handled: ['orders', 0, offset], at: 60 }))]),
  'links and coordinates at once': () => only([], ORDERS.slice(0, 2).map(({ id, offset }) => span({ trace: 'both', name: `both ${id}`, parent: 'nothing', kind: 'consumer', handled: ['orders', 0, offset], links: ORDERS.map((each) => [each.id, `${each.id} publish`] as const) }))),
  'a retry': () => only([withHeaders({ topic: 'orders-retry', offset: 1, at: 90 }, ...Object.entries(copyOf('orders', 1)))], [span({ trace: 'retrier', name: 'retried', kind: 'consumer', handled: ['orders-retry', 0, 1], at: 95 })]),
  'a dead letter': () => only([withHeaders({ topic: 'orders.dlq', offset: 1, at: 120, sentBy: ['a', 'a publish'] }, ...Object.entries(copyOf('orders', 1)))]),
  'a dead letter of nothing seen': () => only([withHeaders({ topic: 'orders.dlq', offset: 2, at: 120 }, ...Object.entries(copyOf('orders', 77)))], [span({ trace: 'gone', name: 'gone', kind: 'consumer', handled: ['orders', 0, 77] })]),
  'a bulk job': () => bulk('import', true),
  'a bulk job without ids': () => bulk('export', false),
  'parcels of one job': () =>
    only(
      [event({ topic: 'parcels', offset: 1, value: { parcelId: 'p1', customerId: 'c' } }), event({ topic: 'parcels', offset: 2, value: { parcelId: 'p2', customerId: 'c' } })],
      [span({ trace: 'packing', name: 'packing' }), ...['p1', 'p2'].map((id) => ({ ...span({ trace: 'packing', name: `pack ${id}`, parent: 'packing' }), attributes: { 'parcel.id': id, 'customer.id': 'c' } }))],
    ),
  'a session of all': () => only(Array.from({ length: 7 }, (_, index) => event({ topic: 'clicks', offset: index, correlation: 'session', ...(index < 3 ? { sentBy: ['a', 'a request'] as const } : {}) })), [span({ trace: 'c', name: 'c clicked', parent: 'c request', correlation: 'session' })]),
  'a ticker': () => only(Array.from({ length: 7 }, (_, index) => event({ topic: 'ticks', offset: index, sentBy: ['ticker', 'tick'] })), [span({ trace: 'ticker', name: 'tick' }), span({ trace: 'reader', name: 'read', kind: 'consumer', links: [['ticker', 'tick']] })]),
  'entities and useless ids': () => only(['p', 'q'].flatMap((topic) => [event({ topic, offset: 1, value: { id: 42 } }), event({ topic, offset: 2, correlation: 'null' }), event({ topic, offset: 3, headers: { 'message-id': '7' } })])),
  'an unsampled trace': () => only(['orders', 'stock'].map((topic) => withHeaders({ topic, offset: 9 }, ['traceparent', traceparent('unsampled', topic).replace(/01$/, '00')]))),
  'a message passed on': () => only([withHeaders({ topic: 'copies', offset: 1, at: 40, sentBy: ['a', 'a publish'] }, ['traceparent', traceparent('forward', 'forward send')])], [span({ trace: 'forward', name: 'forward send', kind: 'producer', at: 38 })]),
  'a recreated topic': () =>
    only(
      [event({ topic: 'orders', offset: 1, at: HOUR_MS, incarnation: 1, correlation: 'new' })],
      [
        span({ trace: 'late', name: 'late', kind: 'consumer', at: HOUR_MS + 10, handled: ['orders', 0, 1] }),
        // One job that polled before and after the topic was made again.
        span({ trace: 'ages', name: 'ages' }),
        ...[20, HOUR_MS + 20].map((at) => ({ ...span({ trace: 'ages', name: `poll at ${at}`, parent: 'ages', kind: 'client', operation: 'receive', topic: 'orders', at }), links: [linkTo('a', 1), linkTo('b', 2)] })),
      ],
    ),
  'another cluster': () => only([{ ...event({ topic: 'orders', offset: 2, at: 7, correlation: 'elsewhere' }), at: { source: 'other', topic: 'orders', incarnation: 0, partition: 0, offset: 2n } }]),
  'a clock an hour behind': () => only([], [span({ trace: 'behind', name: 'behind', kind: 'consumer', at: -HOUR_MS, links: [['b', 'b publish']], handled: ['orders', 0, 2] })]),
  'what caused what': () => only([event({ topic: 'causes', offset: 1, headers: { 'message-id': 'first-of-them' } }), event({ topic: 'causes', offset: 2, headers: { 'causation-id': 'first-of-them', 'message-id': 'next-of-them' } }), event({ topic: 'causes', offset: 3, headers: { 'causation-id': 'next-of-them' } })]),
  'consumers of nothing seen': () => only([], ['one', 'two'].map((name) => span({ trace: name, name, kind: 'consumer', links: [['away', 'sender']] }))),
  'a shared sender late': () => only([], [span({ trace: 'away', name: 'sender', kind: 'consumer', links: [['a', 'a publish'], ['b', 'b publish']] })]),
};

/** A few stories of all, whole or with records that never came. */
export const worlds: fc.Arbitrary<Records> = fc
  .record({ stories: fc.subarray(Object.keys(STORIES), { minLength: 2, maxLength: 6 }), missing: fc.array(fc.nat(30), { maxLength: 3 }) })
  .map(({ stories, missing }) => {
    const told = stories.map((name) => STORIES[name]!());
    const present = <T>(records: readonly T[], shift: number): T[] => records.filter((_, index) => !missing.includes(index * 2 + shift));
    const world = only(present(told.flatMap(({ events }) => events), 0), present(told.flatMap(({ spans }) => spans), 1));
    // A counterexample is read by people.
    return Object.assign(world, { [fc.toStringMethod]: () => `${stories.join(', ')}, without ${missing.join(' ')}` });
  });

/** Everything at once. */
export const wholeWorld = (): Records => only(Object.values(STORIES).flatMap((story) => story().events), Object.values(STORIES).flatMap((story) => story().spans));
