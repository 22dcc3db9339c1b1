import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

it.each([
  ['orders', 'normal'],
  ['retry-policies', 'normal'],
  ['poisson-samples', 'normal'],
  ['orders.payments.dlq', 'dead-letter'],
  ['orders-dlq', 'dead-letter'],
  ['orders_dlq', 'dead-letter'],
  ['orders.DLQ', 'dead-letter'],
  ['orders-dlt', 'dead-letter'],
  ['orders.DLT', 'dead-letter'],
  ['orders.dead-letter', 'dead-letter'],
  ['deadletter-orders', 'dead-letter'],
  ['orders.dead', 'dead-letter'],
  ['orders-poison', 'dead-letter'],
  ['orders_error', 'dead-letter'],
  ['orders_skipped', 'dead-letter'],
  ['orders.payments.retry', 'retry'],
  ['orders-retry', 'retry'],
  ['orders-retry-1000', 'retry'],
  ['orders_retry_2', 'retry'],
  ['orders-retry-dlt', 'dead-letter'],
] as const)('topic %s is %s', (topic, role) => {
  expect(readEvent(anEvent({ topic })).role).toBe(role);
});

const int32 = (value: number) => new Uint8Array(new Int32Array([value]).buffer).reverse();
const int64 = (value: bigint) => new Uint8Array(new BigInt64Array([value]).buffer).reverse();

it('reads Spring Kafka, whose partition and offset are binary', () => {
  const reading = readEvent(
    anEvent({
      topic: 'orders-dlt',
      headers: [
        ['kafka_dlt-original-topic', 'orders'],
        ['kafka_dlt-original-partition', int32(3)],
        ['kafka_dlt-original-offset', int64(2n ** 40n)],
        ['kafka_dlt-original-consumer-group', 'payment'],
        ['kafka_dlt-exception-fqcn', 'org.springframework.kafka.listener.ListenerExecutionFailedException'],
        ['kafka_dlt-exception-cause-fqcn', 'java.lang.IllegalStateException'],
        ['kafka_dlt-exception-message', 'card declined'],
        ['retry_topic-attempts', int32(2)],
        ['retry_topic-attempts', int32(4)],
      ],
    }),
  );
  expect(reading.failure).toMatchObject({
    origin: { topic: 'orders', partition: 3, offset: 2n ** 40n, group: 'payment' },
    type: 'java.lang.IllegalStateException',
    message: 'card declined',
  });
  // The fourth is the one that it was sent on to: nobody makes it. Recorded with Spring Kafka 3.3.
  expect(reading.attempt).toBe(3);
});

it('reads ad hoc headers as text, only where the topic says that something failed', () => {
  const headers = [
    ['x-original-topic', 'orders'],
    ['x-original-partition', '5'],
    ['x-original-offset', '123'],
    ['x-error', 'declined\u0000'],
    ['x-error-type', 'PaymentDeclined'],
    ['x-retry-count', '2'],
  ] as const;
  expect(readEvent(anEvent({ topic: 'orders.dlq', headers }))).toMatchObject({
    role: 'dead-letter',
    attempt: 3,
    failure: { origin: { topic: 'orders', partition: 5, offset: 123n, group: null }, type: 'PaymentDeclined', message: 'declined\ufffd' },
  });
  expect(readEvent(anEvent({ topic: 'orders', headers }))).toMatchObject({ role: 'normal', failure: null });
});

it('tells a dead letter by its headers, but not one that was sent back', () => {
  const headers = [['kafka_dlt-original-topic', 'orders']] as const;
  expect(readEvent(anEvent({ topic: 'graveyard', headers })).role).toBe('dead-letter');
  expect(readEvent(anEvent({ topic: 'orders', headers })).role).toBe('normal');
});

it('takes a broken offset as absent', () => {
  const headers = [['kafka_dlt-original-topic', 'orders'], ['kafka_dlt-original-offset', 'many']] as const;
  const reading = readEvent(anEvent({ topic: 'orders-dlt', headers }));
  expect(reading.failure?.origin).toEqual({ topic: 'orders', partition: null, offset: null, group: null });
  expect(reading.notes).toHaveLength(1);
});

it.each([
  ['retry_topic-attempts', '3', 3],
  ['x-attempt', '2', 2],
  ['attempts', '4', 4],
  ['x-retry-count', '0', 1],
  ['x-retry-count', '1', 2],
  ['attempt', 'many', 1],
  ['attempt', '-5', 1],
])('attempt by %s: %s is %i', (name, value, attempt) => {
  expect(readEvent(anEvent({ headers: [[name, value]] })).attempt).toBe(attempt);
});
