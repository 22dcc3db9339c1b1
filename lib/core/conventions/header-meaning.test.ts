import { expect, test } from 'vitest';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { meaningsOf } from '#lib/core/conventions/header-meaning.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { rfc3339 } from '#lib/core/time.ts';

const reading = (some: Partial<EventReading> = {}): EventReading => ({ keys: [], type: null, messageId: null, trace: null, causes: [], eventTime: null, sequence: null, contentType: null, attempt: 1, role: 'normal', failure: null, notes: [], ...some });

const say = (name: string, value: string | null, some?: Partial<EventReading>) =>
  meaningsOf({ name, value, encoding: 'utf8' }, { reading: reading(some), conventions: DEFAULT_CONVENTIONS }).map(({ name: what, value: said, at }) => `${what}: ${at === null ? said : rfc3339(at)}`);

const TRACE = '5658debbc726dd3acd177cb8c46f8d9c';

test.each<[string, string | null, string[], Partial<EventReading>?]>([
  ['traceparent', `00-${TRACE}-01671daf4a1cc49c-03`, [`trace id: ${TRACE}`, 'span that sent it: 01671daf4a1cc49c', 'flags: sampled, random trace id']],
  ['TraceParent', `00-${TRACE}-01671daf4a1cc49c-00`, [`trace id: ${TRACE}`, 'span that sent it: 01671daf4a1cc49c', 'flags: not sampled']],
  ['traceparent', '00-0-0-0', ['trace context: malformed, so nothing was read from it']],
  ['b3', `${TRACE}-01671daf4a1cc49c-1`, [`trace id: ${TRACE}`, 'span id: 01671daf4a1cc49c', 'sampling: 1']],
  ['uber-trace-id', 'ab%3Acd:0:1', ['trace id: ab', 'span id: cd', 'parent span id: 0', 'flags: 1']],
  ['tracestate', 'a=1,b@c=2', ['vendor a: 1', 'vendor b@c: 2']],
  ['baggage', 'a=1%202,b=3;p', ['baggage a: 1 2', 'baggage b: 3']],
  ['ce_type', 'order.created', ['CloudEvents attribute: type']],
  ['ce-time', '2026-01-31T12:00:00Z', ['CloudEvents attribute: time', 'event time: 2026-01-31T12:00:00.000Z']],
  ['ce_id', 'm-1', ['message id: m-1', 'CloudEvents attribute: id'], { keys: [{ kind: 'message', value: 'm-1', from: 'ce_id', join: null }] }],
  ['correlation-id', 'c-1', ['correlation id: c-1']],
  ['X-Order', '4711', ['orderId: 4711'], { keys: [{ kind: 'business', name: 'orderId', value: '4711', from: 'x-order', join: null }] }],
  ['causation-id', 'm-0', ['message that caused it: m-0']],
  ['event-type', 'order.created', ['event type: order.created'], { type: 'order.created' }],
  ['kafka_dlt-original-topic', 'orders', ['topic that it came from: orders']],
  ['kafka_dlt-original-timestamp', '1760936591360', ['first written: 2025-10-20T05:03:11.360Z']],
  ['kafka_dlt-exception-cause-fqcn', 'java.lang.X', ['exception: java.lang.X']],
  ['kafka_dlt-exception-stacktrace', 'java.lang.X\n\tat y', ['stack trace: java.lang.X']],
  ['retry_topic-attempts', '2', ['attempt: 2']],
  ['retry_topic-backoff-timestamp', '1760936591360', ['not to be handled before: 2025-10-20T05:03:11.360Z']],
  ['x-error', 'declined', ['failure: declined'], { role: 'dead-letter' }],
  ['x-error', 'declined', []],
  ['x-not-before', '1760936591360', ['time: 2025-10-20T05:03:11.360Z']],
  ['x-not-before', 'soon', []],
  ['sent_at', '1760936591', ['time: 2025-10-20T05:03:11.000Z']],
  ['x-anything', '1760936591360', []],
  ['correlation-id', null, []],
])('%s: %s', (name, value, said, some) => {
  expect(say(name, value, some)).toEqual(said);
});

test('of a long list only the beginning is told', () => {
  expect(say('baggage', Array.from({ length: 100 }, (_, n) => `k${n}=1`).join(','))).toHaveLength(16);
});

test.each([
  ['00000003', ['as int32: 3']],
  ['0000019a00000000', ['as int64: 1760936591360', 'as time: 2025-10-20T05:03:11.360Z']],
  ['ffffffffffffffff', ['as int64: -1']],
  ['00ff', ['as int16: 255']],
  ['2dc6b43d3e4b4c9da72a7c2e177b75e0', ['as UUID: 2dc6b43d-3e4b-4c9d-a72a-7c2e177b75e0']],
  ['fffe00', []],
  ['', []],
])('the bytes %s', (hex, said) => {
  expect(meaningsOf({ name: 'x-bytes', value: hex, encoding: 'hex' }, { reading: reading(), conventions: DEFAULT_CONVENTIONS }).map(({ name, value, at }) => `${name}: ${at === null ? value : rfc3339(at)}`)).toEqual(said);
});
