import { expect, it } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import type { Attributes, SpanRecord } from '#lib/core/record.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { aSpan } from '#lib/core/conventions/testing/records.ts';

const link = (attributes: Attributes) => ({ traceId: brand<TraceId>('1'.repeat(32)), spanId: brand<SpanId>('2'.repeat(16)), attributes });

it.each<[string, Attributes]>([
  ['now', { 'messaging.destination.name': 'orders', 'messaging.destination.partition.id': '3', 'messaging.kafka.offset': 17, 'messaging.consumer.group.name': 'payment', 'messaging.operation.type': 'process' }],
  ['before', { 'messaging.destination': 'orders', 'messaging.kafka.partition': 3, 'messaging.kafka.message.offset': '17', 'messaging.kafka.consumer_group': 'payment', 'messaging.operation': 'process' }],
  ['between', { 'messaging.source.name': 'orders', 'messaging.kafka.source.partition': 3, 'messaging.kafka.message.offset': { int: '17' }, 'messaging.kafka.consumer.group': 'payment', 'messaging.operation.name': 'process' }],
])('reads the names used %s', (_when, attributes) => {
  expect(readSpan(aSpan({ attributes }))).toEqual({
    keys: [],
    operation: 'process',
    topic: 'orders',
    group: 'payment',
    type: null,
    clientId: null,
    messageKey: null,
    bodySize: null,
    message: { topic: 'orders', partition: 3, offset: 17n },
    batchSize: null,
    linkMessages: [],
  });
});

/** Every name of OpenTelemetry's conventions, now and before, alone among the present ones; on the span and on its one link. */
const NAMES: [string, readonly string[], string, Partial<ReturnType<typeof readSpan>>][] = [
  ['topic', ['messaging.destination.name', 'messaging.destination', 'messaging.source.name', 'messaging.source'], 'orders', { topic: 'orders' }],
  ['group', ['messaging.consumer.group.name', 'messaging.kafka.consumer_group', 'messaging.kafka.consumer.group'], 'payment', { group: 'payment' }],
  ['operation', ['messaging.operation.type', 'messaging.operation.name', 'messaging.operation'], 'Process', { operation: 'process' }],
  ['message key', ['messaging.kafka.message.key', 'messaging.kafka.message_key'], '4711', { messageKey: '4711' }],
  ['client', ['messaging.client.id', 'messaging.client_id', 'messaging.kafka.client_id'], 'payment-1', { clientId: 'payment-1' }],
  ['body size', ['messaging.message.body.size', 'messaging.message_payload_size_bytes'], '1439', { bodySize: 1439 }],
  ['type', ['cloudevents.event_type'], 'order.created', { type: 'order.created' }],
];

it.each(NAMES.flatMap(([what, names, value, expected]) => names.map((name) => [what, name, value, expected] as const)))('reads the %s from %s', (_what, name, value, expected) => {
  expect(readSpan(aSpan({ attributes: { [name]: value } }))).toMatchObject(expected);
});

const COORDINATES = { topic: ['messaging.destination.name', 'orders'], partition: ['messaging.destination.partition.id', '3'], offset: ['messaging.kafka.offset', 17] } as const;
it.each([
  ...['messaging.destination', 'messaging.source.name'].map((name) => ({ topic: [name, 'orders'] as const })),
  ...['messaging.kafka.partition', 'messaging.kafka.destination.partition', 'messaging.kafka.source.partition'].map((name) => ({ partition: [name, 3] as const })),
  { offset: ['messaging.kafka.message.offset', '17'] as const },
])('reads coordinates with %j, on the span and on a link', (former) => {
  const attributes = Object.fromEntries(Object.values({ ...COORDINATES, ...former }));
  const message = { topic: 'orders', partition: 3, offset: 17n };
  expect(readSpan(aSpan({ attributes }))).toMatchObject({ message });
  expect(readSpan(aSpan({ links: [link(attributes)] })).linkMessages).toEqual([message]);
});

it('takes what a consumer reads from its source, where the producer sent elsewhere', () => {
  const attributes = { 'messaging.source.name': 'queue', 'messaging.destination.name': 'exchange', 'messaging.kafka.source.partition': 1, 'messaging.kafka.destination.partition': 2, 'messaging.kafka.message.offset': 5 };
  expect(readSpan(aSpan({ kind: 'consumer', attributes }))).toMatchObject({ topic: 'queue', message: { partition: 1 } });
  expect(readSpan(aSpan({ kind: 'producer', attributes }))).toMatchObject({ topic: 'exchange', message: { partition: 2 } });
});

it.each(['-1', '1.5', 'large', { map: {} }])('takes a body size of %j as absent', (size) => {
  expect(readSpan(aSpan({ attributes: { 'messaging.message.body.size': size } })).bodySize).toBeNull();
});

it.each<[string, SpanRecord['kind'], Attributes, string | null]>([
  ['a word of its own in the type, a known one in the name', 'client', { 'messaging.operation.type': 'custom', 'messaging.operation.name': 'poll' }, 'receive'],
  ['publish', 'producer', { 'messaging.operation': 'publish' }, 'send'],
  ['create', 'producer', { 'messaging.operation.type': 'create' }, 'create'],
  ['poll', 'client', { 'messaging.operation.name': 'poll' }, 'receive'],
  ['receive', 'consumer', { 'messaging.operation': 'receive' }, 'receive'],
  ["a listener's, which Spring says to receive", 'consumer', { 'messaging.operation': 'receive', 'spring.kafka.listener.id': 'payment' }, 'process'],
  ['settle', 'client', { 'messaging.operation.type': 'settle' }, 'settle'],
  ['a producer that does not say', 'producer', { 'messaging.system': 'kafka' }, 'send'],
  ['a consumer that does not say', 'consumer', { 'messaging.system': 'kafka' }, 'process'],
  ['a client that does not say', 'client', { 'messaging.system': 'kafka' }, null],
  ['an unknown word', 'consumer', { 'messaging.system': 'kafka', 'messaging.operation': 'constructor' }, 'process'],
  ['no messaging at all', 'server', { 'http.route': '/orders' }, null],
])('operation: %s', (_what, kind, attributes, operation) => {
  expect(readSpan(aSpan({ kind, attributes })).operation).toBe(operation);
});

it('reads what links name, with the topic of the span where a link leaves it out', () => {
  const links = [
    link({ 'messaging.destination.partition.id': '1', 'messaging.kafka.offset': 5 }),
    link({}),
    link({ 'messaging.destination.name': 'other', 'messaging.destination.partition.id': '0', 'messaging.kafka.offset': 6 }),
  ];
  expect(readSpan(aSpan({ attributes: { 'messaging.destination.name': 'orders' }, links })).linkMessages).toEqual([
    { topic: 'orders', partition: 1, offset: 5n },
    null,
    { topic: 'other', partition: 0, offset: 6n },
  ]);
});

it.each([
  { 'messaging.kafka.offset': -1 },
  { 'messaging.kafka.offset': 1.5 },
  { 'messaging.kafka.offset': '99999999999999999999' },
  { 'messaging.kafka.offset': { map: {} } },
  { 'messaging.kafka.offset': ['1'] },
])('names no message by %j', (offset) => {
  expect(readSpan(aSpan({ attributes: { 'messaging.destination': 'orders', 'messaging.kafka.partition': 0, ...offset } })).message).toBeNull();
});

it.each(['messaging.message.conversation_id', 'messaging.conversation_id', 'correlation.id', 'correlation_id'])('correlates by %s', (name) => {
  expect(readSpan(aSpan({ attributes: { [name]: 'order-1' } })).keys).toEqual([{ kind: 'correlation', value: 'order-1', from: name, join: 'c:order-1' }]);
});

it('reads message ids of single messages only', () => {
  const attributes = { 'messaging.message.id': 'msg-1' };
  expect(readSpan(aSpan({ attributes })).keys).toMatchObject([{ kind: 'message', join: 'm:msg-1' }]);
  expect(readSpan(aSpan({ attributes: { ...attributes, 'messaging.batch.message_count': 2 } })).keys).toEqual([]);
  expect(readSpan(aSpan({ attributes, links: [link({}), link({})] })).keys).toEqual([]);
  expect(readSpan(aSpan({ attributes: { 'messaging.message.id': 42 } })).keys).toMatchObject([{ join: null }]);
});

it('reads CloudEvents attributes and business keys', () => {
  const attributes = { 'cloudevents.event_id': 'A-1', 'cloudevents.event_source': '/email', 'order.id': 'O-1' };
  expect(readSpan(aSpan({ attributes })).keys).toEqual([
    { kind: 'message', value: 'A-1', from: 'cloudevents.event_id', join: 'm:/email A-1' },
    { kind: 'business', name: 'orderId', value: 'O-1', from: 'order.id', join: null },
  ]);
});
