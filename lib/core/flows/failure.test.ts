import { expect, test } from 'vitest';
import { failureOf, type Compensations } from '#lib/core/flows/failure.ts';
import { isUndoing } from '#lib/core/flows/undoing.ts';
import { assembled } from '#lib/core/flows/testing/assembled.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';

const at = (topic: string, offset: number, type: string, millis: number): EventRecord => event({ topic, offset, type, at: millis, correlation: 'c' });
const dead = (millis: number): EventRecord => event({ topic: 'orders.dlq', offset: 1, type: 'order.created', at: millis, correlation: 'c', headers: { 'x-error': 'declined' } });
const handles = (offset: number, millis: number, error?: string): SpanRecord =>
  span({ trace: `t${millis}`, name: `pay ${millis}`, kind: 'consumer', service: 'payment', operation: 'process', group: 'payment', handled: ['orders', 0, offset], at: millis, ...(error === undefined ? {} : { error }) });

const created = at('orders', 0, 'order.created', 0);
const PAIRS: Compensations = [{ type: 'payment.captured', by: ['payment.voided'] }];

test.each<[string, readonly EventRecord[], readonly SpanRecord[], Compensations, string]>([
  ['nothing failed', [created], [handles(0, 10)], [], 'none'],
  ['a span failed', [created], [handles(0, 10, 'declined')], [], 'failed'],
  ['it failed and was done again', [created], [handles(0, 10, 'declined'), handles(0, 900)], [], 'none'],
  ['it was done and failed again', [created], [handles(0, 10), handles(0, 900, 'declined')], [], 'failed'],
  ['a retry that was not yet due is no failure', [created], [handles(0, 10, 'KafkaBackoffException: partition 0 from topic orders is not ready')], [], 'none'],
  ['a dead letter', [created, dead(50)], [], [], 'failed'],
  ['a dead letter, and what was done is undone', [created, dead(50), at('orders', 1, 'order.cancelled', 80)], [], [], 'compensated'],
  ['undone before it failed', [created, at('orders', 1, 'order.cancelled', 20), dead(50)], [], [], 'failed'],
  ['undone without a failure', [created, at('orders', 1, 'order.cancelled', 20)], [], [], 'none'],
  ['what undoes is told by configuration', [at('payments', 1, 'payment.captured', 5), dead(50), at('payments', 2, 'payment.voided', 80)], [], PAIRS, 'compensated'],
  ['a pair of which one half is missing', [at('payments', 1, 'payment.captured', 5), dead(50), at('orders', 1, 'order.cancelled', 80)], [], PAIRS, 'failed'],
  ['a pair that is none here', [created, dead(50), at('orders', 1, 'order.cancelled', 80)], [], PAIRS, 'compensated'],
])('%s', (_what, events, spans, compensations, expected) => {
  expect(failureOf(assembled(events, spans), compensations)).toBe(expected);
});

test.each([
  ['order.cancelled', true], ['order.canceled', true], ['OrderCancelled', true], ['com.shop.StockReleased', true], ['payment-refunded', true], ['payment_reverted', true], ['REFUNDED', true],
  ['order.created', false], ['cancelled.order', false], ['unreleased', false], ['release', false], ['order.uncancelled', false], ['', false],
])('the type %s undoes: %s', (type, undoes) => {
  expect(isUndoing(type)).toBe(undoes);
});
