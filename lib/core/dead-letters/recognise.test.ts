import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { readStacktrace } from '#lib/core/conventions/dead-letter.ts';
import { eventInput, readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';
import { attemptsOf, recognise, type Letter, type Recognised } from '#lib/core/dead-letters/recognise.ts';
import { JAVA } from '#lib/core/dead-letters/testing/stack-traces.ts';
import { coordinatesText, parseCoordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';

type Headers = NonNullable<Parameters<typeof anEvent>[0]>['headers'];
const int32 = (value: number): Uint8Array => { const bytes = Buffer.alloc(4); bytes.writeInt32BE(value); return bytes; };
const int64 = (value: bigint): Uint8Array => { const bytes = Buffer.alloc(8); bytes.writeBigInt64BE(value); return bytes; };

function letterOf(topic: string, headers: Headers, value: unknown = null): Letter {
  const record = anEvent({ topic, headers: headers ?? [], value });
  const reading = readEvent(record);
  return { ...record, reading, observedAt: brand<Micros>(1_780_000_001_000_000), valueDigest: null, stacktrace: readStacktrace(eventInput(record, DEFAULT_CONVENTIONS, () => undefined), reading.role), keyText: null };
}
const read = (topic: string, headers: Headers): Recognised => recognise(letterOf(topic, headers), [], DEFAULT_CONVENTIONS.deadLetterHeaders);

test.each<[string, string, Headers, object, object]>([
  [
    'Spring Kafka, with its numbers in binary', 'orders-dlt',
    [['kafka_dlt-original-topic', 'orders'], ['kafka_dlt-original-partition', int32(3)], ['kafka_dlt-original-offset', int64(41n)], ['kafka_dlt-original-consumer-group', 'payment'], ['kafka_dlt-exception-fqcn', 'org.springframework.kafka.listener.ListenerExecutionFailedException'], ['kafka_dlt-exception-message', 'Listener failed'], ['kafka_dlt-exception-stacktrace', JAVA]],
    { topic: 'orders', partition: 3, offset: 41n, group: 'payment', evidence: 'headers' },
    { title: 'Currency is missing', exceptionType: 'java.lang.NullPointerException', topFrame: 'shop.Pay.lambda$charge' },
  ],
  [
    'Kafka Connect', 'connect-errors',
    [['__connect.errors.topic', 'orders'], ['__connect.errors.partition', '3'], ['__connect.errors.offset', '41'], ['__connect.errors.connector.name', 'sink'], ['__connect.errors.exception.class.name', 'org.apache.kafka.connect.errors.DataException'], ['__connect.errors.exception.message', 'Converting byte[] to Kafka Connect data failed due to serialization error of topic orders: ']],
    { topic: 'orders', partition: 3, offset: 41n, group: 'connect-sink', evidence: 'headers' },
    { exceptionType: 'org.apache.kafka.connect.errors.DataException' },
  ],
  ['a house’s own headers', 'orders.dlq', [['x-original-topic', 'orders'], ['x-error', 'do_not_honor'], ['x-error-type', 'CardDeclined']], { topic: 'orders', partition: null, offset: null, group: null, evidence: 'headers' }, { title: 'Card declined', message: 'do_not_honor' }],
])('%s', (_what, topic, headers, origin, failure) => {
  const recognised = read(topic, headers);
  expect(recognised.origin).toMatchObject(origin);
  expect(recognised.failure).toMatchObject(failure);
  expect(recognised.unwritable).toBeNull();
  expect(recognised.search).toContain('orders');
});

test('one that says nothing is a dead letter of unknown origin and reason', () => {
  expect(read('orders.dlq', [])).toMatchObject({ origin: null, failure: { title: 'Nothing says why it failed' }, replay: null, message: null });
});

test('one that came of a replay says which it was, and counts the attempts of both', () => {
  const letter = letterOf('orders.dlq', [['throughline-replay-id', '18'], ['throughline-replay-of', 'my/kafka/orders.dlq/0/3/7'], ['x-attempt', '4']]);
  expect(recognise(letter, [], DEFAULT_CONVENTIONS.deadLetterHeaders).replay).toEqual({ id: '18', of: { source: 'my/kafka', topic: 'orders.dlq', incarnation: 0, partition: 3, offset: 7n } });
  expect(attemptsOf(letter.reading, 3)).toBe(7);
  expect(attemptsOf(letter.reading, null)).toBe(4);
});

test('headers that cannot be written back are told, without those that would be stripped', () => {
  expect(read('orders.dlq', [['a', '1'], ['b', '2'], ['a', '3']]).unwritable).toMatch(/a is repeated/);
  expect(read('orders.dlq', [['x-error', '1'], ['b', '2'], ['x-error', '3']]).unwritable).toBeNull();
});

test('coordinates are read as they were written', () => {
  const name = fc.string({ unit: fc.constantFrom('a', '/', '.', '0'), minLength: 1, maxLength: 6 });
  const topic = fc.string({ unit: fc.constantFrom('a', '.', '0'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(name, topic, fc.nat(99), fc.nat(99), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (source, each, incarnation, partition, offset) => {
      const at = { source, topic: each, incarnation, partition, offset };
      expect(parseCoordinates(coordinatesText(at))).toEqual(at);
    }),
  );
  expect(['', 'a/b/c/d/e', 'kafka/orders/0/3', 'kafka/orders/0/3/-1'].map(parseCoordinates)).toEqual([null, null, null, null]);
});

test('whatever its headers hold, it is recognised', () => {
  const names = ['kafka_dlt-original-topic', 'kafka_dlt-original-offset', 'kafka_dlt-exception-stacktrace', '__connect.errors.topic', 'x-error', 'x-original-topic', 'throughline-replay-id', 'throughline-replay-of', 'message-id', ''];
  const header = fc.tuple(fc.constantFrom(...names), fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 12 }), fc.constant(null)));
  fc.assert(
    fc.property(fc.array(header, { maxLength: 12 }), (headers) => {
      const { failure, search } = read('orders.dlq', headers);
      expect(failure.id).toMatch(/^[0-9a-f]{32}$/);
      expect(search.length).toBeLessThanOrEqual(2000);
    }),
  );
});
