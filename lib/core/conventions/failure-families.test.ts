import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

type Value = string | Uint8Array | null;
type Headers = readonly (readonly [string, Value])[];

const int32 = (value: number): Uint8Array => new Uint8Array(new Int32Array([value]).buffer).reverse();
const int64 = (value: bigint): Uint8Array => new Uint8Array(new BigInt64Array([value]).buffer).reverse();
/** As Java's BigInteger.toByteArray writes it. */
const bigInteger = (value: bigint): Uint8Array => {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Uint8Array.from(Buffer.from(Number.parseInt(even.slice(0, 2), 16) > 127 ? `00${even}` : even, 'hex'));
};
const STACK = 'java.lang.IllegalStateException: declined\n\tat com.acme.Payment.charge(Payment.java:42)';
const AT = Date.UTC(2026, 0, 31, 10, 11, 12) * 1000;

/** Headers as the framework writes them, and what they tell. */
const FAMILIES: [string, Headers, NonNullable<EventReading['failure']>][] = [
  [
    'Kafka Connect',
    [
      ['__connect.errors.topic', 'orders'],
      ['__connect.errors.partition', '3'],
      ['__connect.errors.offset', '1099511627776'],
      ['__connect.errors.connector.name', 'orders-sink'],
      ['__connect.errors.task.id', '0'],
      ['__connect.errors.stage', 'VALUE_CONVERTER'],
      ['__connect.errors.class.name', 'org.apache.kafka.connect.json.JsonConverter'],
      ['__connect.errors.exception.class.name', 'org.apache.kafka.connect.errors.DataException'],
      ['__connect.errors.exception.message', 'Converting byte[] to Kafka Connect data failed'],
      ['__connect.errors.exception.stacktrace', STACK],
    ],
    { framework: 'Kafka Connect', origin: { topic: 'orders', partition: 3, offset: 2n ** 40n, group: 'connect-orders-sink' }, type: 'org.apache.kafka.connect.errors.DataException', message: 'Converting byte[] to Kafka Connect data failed' },
  ],
  [
    'Kafka Streams',
    [
      ['__streams.errors.exception', 'org.apache.kafka.common.errors.SerializationException'],
      ['__streams.errors.message', 'Size of data received by IntegerDeserializer is not 4'],
      ['__streams.errors.stacktrace', STACK],
      ['__streams.errors.topic', 'orders'],
      ['__streams.errors.partition', '0'],
      ['__streams.errors.offset', '17'],
    ],
    { framework: 'Kafka Streams', origin: { topic: 'orders', partition: 0, offset: 17n, group: null }, type: 'org.apache.kafka.common.errors.SerializationException', message: 'Size of data received by IntegerDeserializer is not 4' },
  ],
  [
    'Spring Kafka, kafka_dlt-*',
    [
      ['kafka_dlt-original-topic', 'orders'],
      ['kafka_dlt-original-partition', int32(3)],
      ['kafka_dlt-original-offset', int64(2n ** 40n)],
      ['kafka_dlt-original-timestamp', int64(BigInt(AT / 1000))],
      ['kafka_dlt-original-timestamp-type', 'CreateTime'],
      ['kafka_dlt-original-consumer-group', 'payment'],
      ['kafka_dlt-exception-fqcn', 'org.springframework.kafka.listener.ListenerExecutionFailedException'],
      ['kafka_dlt-exception-cause-fqcn', 'java.lang.IllegalStateException'],
      ['kafka_dlt-exception-message', 'Listener failed; declined'],
      ['kafka_dlt-exception-stacktrace', STACK],
    ],
    { framework: 'Spring Kafka', origin: { topic: 'orders', partition: 3, offset: 2n ** 40n, group: 'payment' }, type: 'java.lang.IllegalStateException', message: 'Listener failed; declined' },
  ],
  [
    'Spring Kafka, a key that could not be deserialised',
    [
      ['kafka_dlt-original-topic', 'orders'],
      ['kafka_dlt-original-partition', int32(0)],
      ['kafka_dlt-original-offset', int64(0n)],
      ['kafka_dlt-key-exception-fqcn', 'org.springframework.kafka.support.serializer.DeserializationException'],
      ['kafka_dlt-key-exception-message', 'failed to deserialize'],
      ['kafka_dlt-key-exception-stacktrace', STACK],
    ],
    { framework: 'Spring Kafka', origin: { topic: 'orders', partition: 0, offset: 0n, group: null }, type: 'org.springframework.kafka.support.serializer.DeserializationException', message: 'failed to deserialize' },
  ],
  [
    'Spring Kafka, kafka_original-* and kafka_exception-*, with what failed before',
    [
      ['kafka_original-topic', 'orders'],
      ['kafka_original-partition', int32(7)],
      ['kafka_original-offset', int64(42n)],
      ['kafka_original-consumer-group', 'payment'],
      ['kafka_exception-fqcn', 'a.First'],
      ['kafka_exception-message', 'one'],
      ['kafka_exception-fqcn', 'a.Second'],
      ['kafka_exception-message', 'two'],
      ['kafka_exception-fqcn', 'a.Third'],
      ['kafka_exception-message', 'three'],
    ],
    { framework: 'Spring Kafka', origin: { topic: 'orders', partition: 7, offset: 42n, group: 'payment' }, type: 'a.Third', message: 'three', history: [{ type: 'a.First', message: 'one' }, { type: 'a.Second', message: 'two' }] },
  ],
  [
    'Spring Kafka, kafka_original-* of a retryable listener',
    [
      ['kafka_original-topic', 'orders'],
      ['kafka_original-partition', int32(7)],
      ['kafka_original-offset', int64(42n)],
      ['kafka_dlt-original-consumer-group', 'payment'],
      ['kafka_exception-fqcn', 'org.springframework.kafka.listener.ListenerExecutionFailedException'],
      ['kafka_exception-cause-fqcn', 'java.lang.IllegalStateException'],
      ['kafka_exception-message', 'Listener failed; declined'],
    ],
    { framework: 'Spring Kafka', origin: { topic: 'orders', partition: 7, offset: 42n, group: 'payment' }, type: 'java.lang.IllegalStateException', message: 'Listener failed; declined' },
  ],
  [
    'MassTransit',
    [
      ['MT-Reason', 'fault'],
      ['MT-Fault-InputAddress', 'rabbitmq://localhost/shop/orders?durable=true'],
      ['MT-Fault-ExceptionType', 'System.InvalidOperationException'],
      ['MT-Fault-Message', 'Card declined'],
      ['MT-Fault-MessageType', 'Shop.OrderPlaced'],
      ['MT-Fault-ConsumerType', 'Shop.PaymentConsumer'],
      ['MT-Fault-Timestamp', '2026-01-31T10:11:12.0000000Z'],
      ['MT-Fault-StackTrace', STACK],
      ['MT-Fault-RetryCount', '3'],
    ],
    { framework: 'MassTransit', origin: { topic: 'orders', partition: null, offset: null, group: 'Shop.PaymentConsumer' }, type: 'System.InvalidOperationException', message: 'Card declined', failedAt: AT as never },
  ],
  ['MassTransit, skipped', [['MT-Reason', 'dead-letter']], { framework: 'MassTransit', origin: null, type: null, message: 'dead-letter' }],
  [
    'NServiceBus',
    [
      ['NServiceBus.FailedQ', 'orders@web-7'],
      ['NServiceBus.ProcessingEndpoint', 'Sales'],
      ['NServiceBus.TimeOfFailure', '2026-01-31 10:11:12:000000 Z'],
      ['NServiceBus.ExceptionInfo.ExceptionType', 'System.Exception'],
      ['NServiceBus.ExceptionInfo.Message', 'Declined'],
      ['NServiceBus.ExceptionInfo.Source', 'Sales'],
      ['NServiceBus.ExceptionInfo.StackTrace', STACK],
    ],
    { framework: 'NServiceBus', origin: { topic: 'orders', partition: null, offset: null, group: 'Sales' }, type: 'System.Exception', message: 'Declined', failedAt: AT as never },
  ],
  [
    'SmallRye',
    [
      ['dead-letter-exception-class-name', 'java.lang.RuntimeException'],
      ['dead-letter-cause-class-name', 'java.net.ConnectException'],
      ['dead-letter-reason', 'payment failed'],
      ['dead-letter-cause', 'connection refused'],
      ['dead-letter-topic', 'orders'],
      ['dead-letter-partition', '1'],
      ['dead-letter-offset', '99'],
    ],
    { framework: 'SmallRye', origin: { topic: 'orders', partition: 1, offset: 99n, group: null }, type: 'java.net.ConnectException', message: 'payment failed' },
  ],
  [
    'Watermill',
    [['reason_poisoned', 'cannot unmarshal'], ['topic_poisoned', 'orders'], ['handler_poisoned', 'charge'], ['subscriber_poisoned', 'kafka.Subscriber']],
    { framework: 'Watermill', origin: { topic: 'orders', partition: null, offset: null, group: 'charge' }, type: null, message: 'cannot unmarshal' },
  ],
  [
    'ad hoc',
    [['x-original-topic', 'orders'], ['x-error', 'declined'], ['failed-at', '2026-01-31T10:11:12Z'], ['x-retry-count', '2']],
    { framework: 'ad hoc', origin: { topic: 'orders', partition: null, offset: null, group: null }, type: null, message: 'declined', failedAt: AT as never },
  ],
];

it.each(FAMILIES)('reads %s', (_what, headers, failure) => {
  const reading = readEvent(anEvent({ topic: 'orders-dlt', headers }));
  expect(reading).toMatchObject({ role: 'dead-letter', notes: [] });
  expect(reading.failure).toEqual(failure);
});

it.each(FAMILIES)('reads %s in upper case', (_what, headers, failure) => {
  const shouting = headers.map(([name, value]) => [name.toUpperCase(), value] as const);
  expect(readEvent(anEvent({ topic: 'orders-dlt', headers: shouting })).failure).toEqual(failure);
});

it.each(FAMILIES)('bears with %s of nulls, of bytes and of endless text', (_what, headers) => {
  for (const value of [null, new Uint8Array([0xff, 0xfe, 0x00]), new Uint8Array(0), '\u0000', 'x'.repeat(100_000)]) {
    const reading = readEvent(anEvent({ topic: 'orders-dlt', headers: headers.map(([name]) => [name, value] as const) }));
    expect(reading.failure?.origin?.offset ?? null).toBeNull();
    expect(JSON.stringify(reading)).not.toContain('\\u0000');
    expect(JSON.stringify(reading).length).toBeLessThan(10_000);
  }
});

const marks = FAMILIES.filter(([what]) => !/ad hoc|skipped|kafka_original/.test(what));

it.each(marks)('knows a dead letter of %s on any topic, but not one that was sent back', (_what, headers) => {
  expect(readEvent(anEvent({ topic: 'graveyard', headers })).role).toBe('dead-letter');
  expect(readEvent(anEvent({ topic: 'orders', headers })).role).toBe('normal');
});

it.each([
  ['kafka_original-topic beside retry_topic-attempts', [['kafka_original-topic', 'orders'], ['retry_topic-attempts', int32(2)]], 'retry'],
  ['kafka_original-topic alone', [['kafka_original-topic', 'orders']], 'normal'],
  ['ordinary words', [['error', 'x'], ['original-topic', 'orders']], 'normal'],
  ['an empty origin', [['dead-letter-topic', '']], 'normal'],
] as const)('takes the role from %s on an ordinary topic', (_what, headers, role) => {
  expect(readEvent(anEvent({ topic: 'somewhere', headers })).role).toBe(role);
});

it('aligns what failed before at the latest attempt, and keeps twenty of it', () => {
  const headers = [...Array.from({ length: 30 }, (_, index) => ['kafka_dlt-exception-fqcn', `a.E${index}`] as const), ['kafka_dlt-exception-message', 'last but one'], ['kafka_dlt-exception-message', 'last']] as const;
  const failure = readEvent(anEvent({ topic: 'orders-dlt', headers })).failure;
  expect(failure).toMatchObject({ type: 'a.E29', message: 'last' });
  expect(failure?.history).toHaveLength(20);
  expect(failure?.history?.[0]).toEqual({ type: 'a.E9', message: null });
  expect(failure?.history?.at(-1)).toEqual({ type: 'a.E28', message: 'last but one' });
});

it.each<[string, Value, number]>([
  ['int32', int32(3), 3],
  ['int64', int64(4n), 4],
  ['text', '5', 5],
  ['a letter', 'x', 1],
  ['two bytes', new Uint8Array([1, 2]), 1],
  ['nothing', '', 1],
  ['null', null, 1],
  ['a negative number', int32(-1), 1],
  ['far too many', int32(2_000_000_000), 1],
])('counts attempts in %s', (_what, value, attempt) => {
  expect(readEvent(anEvent({ headers: [['retry_topic-attempts', value]] })).attempt).toBe(attempt);
});

it('counts the retries of MassTransit from the first attempt', () => {
  expect(readEvent(anEvent({ headers: [['MT-Fault-RetryCount', '3']] })).attempt).toBe(4);
});

it.each<[string, Value, number | undefined, number]>([
  ['six bytes', bigInteger(BigInt(AT / 1000)), AT, 0],
  ['eight bytes', int64(BigInt(AT / 1000)), AT, 0],
  ['one byte', bigInteger(1n), 1000, 0],
  ['text', String(AT / 1000), AT, 0],
  ['a negative number', int64(-1n), undefined, 1],
  ['a number beyond all years', int64(2n ** 62n), undefined, 1],
  ['a word', 'soon', undefined, 1],
  ['nine bytes', new Uint8Array(9), undefined, 1],
  ['nothing', new Uint8Array(0), undefined, 1],
])('reads when a retry is due from %s', (_what, value, dueAt, notes) => {
  const headers = [['retry_topic-backoff-timestamp', int64(5n)], ['retry_topic-backoff-timestamp', value]] as const;
  const reading = readEvent(anEvent({ topic: 'orders-retry-0', headers }));
  expect(reading.dueAt).toBe(dueAt);
  expect(reading.notes).toHaveLength(notes);
});
