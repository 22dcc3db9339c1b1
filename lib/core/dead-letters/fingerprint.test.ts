import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { readStacktrace } from '#lib/core/conventions/dead-letter.ts';
import { eventInput } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';
import { fingerprint, type FailureTold } from '#lib/core/dead-letters/fingerprint.ts';
import { DOTNET, GO_PANIC, JAVA, NODE, PYTHON } from '#lib/core/dead-letters/testing/stack-traces.ts';
import { titleOf } from '#lib/core/dead-letters/title.ts';

const told = (changes: Partial<FailureTold> = {}): FailureTold => ({ originTopic: 'payments', consumerGroup: 'payment', type: 'shop.CardDeclined', message: 'do_not_honor', stacktrace: null, ...changes });

test('two thousand failures of three kinds are three groups', () => {
  const failures = Array.from({ length: 2000 }, (_, index) =>
    index % 100 === 0
      ? told({ type: 'java.net.SocketTimeoutException', message: `connect to warehouse-${index % 7}.shop:8443 timed out after ${30_000 + index} ms` })
      : index % 10 === 0
        ? told({ message: `card ${index} of customer "c-${index}" declined at 2026-11-21T10:00:${String(index % 60).padStart(2, '0')}Z` })
        : told({ type: 'org.springframework.kafka.listener.ListenerExecutionFailedException', message: 'Listener failed', stacktrace: JAVA.replace('4711', String(index)).replaceAll('$3', `$${index}`) }),
  );
  const groups = Map.groupBy(failures.map(fingerprint), ({ id }) => id);
  expect([...groups.values()].map((group) => group.length).toSorted((a, b) => a - b)).toEqual([20, 180, 1800]);
});

test.each<[string, Partial<FailureTold>, Partial<FailureTold>]>([
  ['the topic', {}, { originTopic: 'refunds' }],
  ['the group', {}, { consumerGroup: 'fraud' }],
  ['the exception', {}, { type: 'shop.CardExpired' }],
  ['the message', {}, { message: 'insufficient_funds' }],
  ['the field that is missing', { type: 'KeyError', message: "field 'currency' is missing" }, { type: 'KeyError', message: "field 'amount' is missing" }],
  ['the innermost cause', { stacktrace: JAVA }, { stacktrace: JAVA.replace('java.lang.NullPointerException: ', 'java.lang.IllegalStateException: ') }],
  ['the frame of the application that threw it', { stacktrace: PYTHON }, { stacktrace: PYTHON.replaceAll('charge', 'refund') }],
  ['that nothing is known of it', {}, { type: null, message: null }],
])('another group by %s', (_what, one, other) => expect(fingerprint(told(one)).id).not.toBe(fingerprint(told(other)).id));

test.each<[string, Partial<FailureTold>, Partial<FailureTold>]>([
  ['an id in the message', { message: 'order 4711 is gone' }, { message: 'order 4712 is gone' }],
  ['another build', { stacktrace: JAVA }, { stacktrace: JAVA.replace(/\.java:\d+/g, '.java:9') }],
  ['the message of the exception around it', { stacktrace: JAVA, message: 'a' }, { stacktrace: JAVA, message: 'b' }],
  ['a stack trace that is none', { stacktrace: 'gone' }, { stacktrace: null }],
])('the same group whatever %s', (_what, one, other) => expect(fingerprint(told(one)).id).toBe(fingerprint(told(other)).id));

test.each<[string, string, string | null, string | null]>([
  [JAVA, 'java.lang.NullPointerException', 'Cannot invoke "String.length()" because "currency" is null', 'shop.Pay.lambda$charge'],
  [NODE, 'TypeError', "Cannot read properties of null (reading 'currency')", 'charge in pay.js'],
  [DOTNET, 'System.NullReferenceException', 'Object reference not set to an instance of an object.', 'Shop.Pay.ChargeAsync'],
  [GO_PANIC, 'panic', 'runtime error: invalid memory address or nil pointer dereference', 'main.(*Pay).Charge'],
])('type, message and frame come of the innermost cause %#', (stacktrace, exceptionType, message, topFrame) => {
  expect(fingerprint(told({ stacktrace }))).toMatchObject({ exceptionType, message, topFrame });
});

test('a stack trace too long to be kept whole still tells the innermost cause', () => {
  const stacktrace = JAVA.replace('\tat java.base/java.lang.Thread.run', `${'\tat org.springframework.Wrapper.call(Wrapper.java:1)\n'.repeat(2000)}\tat java.base/java.lang.Thread.run`);
  const record = anEvent({ topic: 'orders-dlt', headers: [['kafka_dlt-original-topic', 'orders'], ['kafka_dlt-exception-stacktrace', stacktrace]] });
  const kept = readStacktrace(eventInput(record, DEFAULT_CONVENTIONS, () => undefined), 'dead-letter');
  expect(kept?.length).toBeLessThan(20_100);
  expect(fingerprint(told({ stacktrace: kept }))).toEqual(fingerprint(told({ stacktrace: JAVA })));
});

test('an id is the same for ever', () => {
  expect(fingerprint(told()).id).toMatchInlineSnapshot(`"7c248b2ca047ab9730c8fc85474a72eb"`);
});

test.each<[string | null, string | null, string]>([
  ['java.lang.NullPointerException', '"currency" is null', 'Currency is missing'],
  ['java.lang.NullPointerException', 'Cannot invoke "String.length()" because "order.currencyCode" is null', 'Currency code is missing'],
  ['java.lang.NullPointerException', 'Cannot invoke "X.y()" because the return value of "shop.Order.getCurrency()" is null', 'Currency is missing'],
  ['java.lang.NullPointerException', 'Cannot invoke "X.y()" because the return value of "shop.Order.get()" is null', 'Get is missing'],
  ['TypeError', "Cannot read properties of null (reading 'currency')", 'Nothing to read currency from'],
  ['KeyError', "'currency'", 'Currency is missing'],
  ['org.postgresql.util.PSQLException', 'null value in column "currency" of relation "payment" violates not-null constraint', 'Currency is missing'],
  ['shop.payments.CardDeclinedException', 'do_not_honor', 'Card declined'],
  ['CardDeclined', null, 'Card declined'],
  ['java.net.SocketTimeoutException', 'connect to <host> timed out after <n> ms', 'Timed out: connect to <host> timed out after <n> ms'],
  ['java.net.SocketTimeoutException', null, 'Timed out'],
  ['java.lang.IllegalStateException', 'the warehouse has no stock of <id>. Try again later', 'The warehouse has no stock of <id>'],
  ['Error', 'no stock', 'No stock'],
  ['com.fasterxml.jackson.core.JsonParseException', 'Unexpected character', 'The payload is not valid JSON'],
  ['com.fasterxml.jackson.core.io.JsonEOFException', 'Unexpected end-of-input', 'The payload is not valid JSON'],
  ['tools.jackson.core.exc.UnexpectedEndOfInputException', 'Unexpected end-of-input', 'The payload is not valid JSON'],
  ['org.apache.kafka.common.errors.SerializationException', 'Unknown magic byte!', 'The message cannot be decoded'],
  ['shop.HTTPClientError', 'x', 'HTTP client'],
  ['RuntimeException', null, 'Runtime'],
  [null, 'declined', 'Declined'],
  [null, null, 'Nothing says why it failed'],
])('%s: %s is called %j', (type, message, title) => expect(titleOf(type, message)).toBe(title));

test('whatever fails has a title that fits on a line, and one id', () => {
  const text = fc.option(fc.string({ unit: 'binary', maxLength: 400 }));
  fc.assert(
    fc.property(text, text, text, (type, message, stacktrace) => {
      const made = fingerprint(told({ type, message, stacktrace }));
      expect(made.id).toMatch(/^[0-9a-f]{32}$/);
      expect(made.title.length).toBeGreaterThan(0);
      expect(made.title.length).toBeLessThanOrEqual(100);
      expect(fingerprint(told({ type, message, stacktrace }))).toEqual(made);
    }),
  );
});
