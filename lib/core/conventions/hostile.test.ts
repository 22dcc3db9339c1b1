/** No bytes whatsoever make the readers throw, nor take more than linear time: what is quadratic in a million characters would never end. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { FAILURE_FAMILIES } from '#lib/core/conventions/failure-families.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { decodeReading, encodeReading } from '#lib/core/conventions/reading-json.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { anEvent, aSpan } from '#lib/core/conventions/testing/records.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import type { AttributeValue } from '#lib/core/record.ts';

// A machine may be busy with other things; what is quadratic takes hours.
vi.setConfig({ testTimeout: 120_000 });

const TRACE_HEADERS = [
  'traceparent', 'tracestate', 'baggage', 'b3', 'X-B3-TraceId', 'X-B3-SpanId', 'X-B3-Flags', 'X-B3-Sampled', 'uber-trace-id', 'uberctx-correlation.id', 'sw8',
  'x-datadog-trace-id', 'x-datadog-parent-id', 'x-datadog-tags', 'x-datadog-sampling-priority', 'elasticapmtraceparent', 'elastic-apm-traceparent', 'AWSTraceHeader',
  'X-Amzn-Trace-Id', 'ce_traceparent',
];
const HEADERS = [
  ...new Set([
    ...TRACE_HEADERS,
    ...Object.values(DEFAULT_CONVENTIONS).flatMap((part: object) => ('headers' in part ? (part.headers as readonly string[]) : [])),
    ...[...FAILURE_FAMILIES, DEFAULT_CONVENTIONS.deadLetterHeaders].flatMap((family) => Object.values(family).filter((list) => Array.isArray(list)).flat() as string[]),
    'content-type', 'contentType', 'ce_specversion', 'ce_source', 'retry_topic-backoff-timestamp', 'throughline-replay-id', 'throughline-replay-of', '__proto__', 'constructor',
  ]),
];
const ATTRIBUTES = [
  'messaging.system', 'messaging.destination.name', 'messaging.destination', 'messaging.source.name', 'messaging.message.id', 'messaging.operation', 'messaging.operation.type',
  'messaging.destination.partition.id', 'messaging.kafka.partition', 'messaging.kafka.offset', 'messaging.kafka.message.offset', 'messaging.consumer.group.name',
  'messaging.batch.message_count', 'messaging.message.body.size', 'cloudevents.event_id', 'cloudevents.event_source', 'correlation.id', 'order.id', '__proto__',
];

const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)));
const header = fc.tuple(fc.oneof(fc.constantFrom(...HEADERS), fc.string()), fc.option(bytes));
const value = fc.oneof(fc.option(bytes), fc.json().map((text) => new TextEncoder().encode(text)));
const topic = fc.oneof(fc.constantFrom('orders', 'orders-dlt', 'orders-retry-1'), fc.string());

it('reads any message, and writes only what a database and JSON can hold', () => {
  fc.assert(
    fc.property(fc.array(header, { maxLength: 40 }), value, topic, (headers, payload, name) => {
      const reading = readEvent(anEvent({ headers, value: payload, topic: name }));
      const text = new TextDecoder().decode(encodeReading(reading));
      // A backslash that somebody wrote is two of them here, and escapes nothing.
      expect(text.replaceAll('\\\\', '')).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      expect(decodeReading(encodeReading(reading))).toEqual(reading);
      for (const key of reading.keys) expect(key.value.length).toBeLessThanOrEqual(1000);
    }),
    { numRuns: 3000 },
  );
});

const anyValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null),
  fc.record({ int: fc.string() }), fc.record({ bytes: fc.base64String() }), fc.record({ map: fc.dictionary(fc.string(), fc.string()) }), fc.array(fc.string()),
);
const attributes = fc.dictionary(fc.oneof(fc.constantFrom(...ATTRIBUTES), fc.string()), anyValue);

it('reads any span', () => {
  fc.assert(
    fc.property(attributes, fc.array(attributes, { maxLength: 5 }), fc.constantFrom('consumer', 'producer', 'client', 'internal', 'server'), (own, ofLinks, kind) => {
      const links = ofLinks.map((each) => ({ traceId: brand<TraceId>('1'.repeat(32)), spanId: brand<SpanId>('2'.repeat(16)), attributes: each }));
      const reading = readSpan(aSpan({ attributes: own, links, kind }));
      expect(reading.linkMessages).toHaveLength(links.length);
      for (const key of reading.keys) expect(key.value.isWellFormed()).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

const MILLION = 1_000_000;
const repeated = (text: string): Uint8Array => new TextEncoder().encode(text.repeat(Math.ceil(MILLION / text.length)));
const ENDLESS = ['-', ' ', 'a', '0', 'a-', '=', '%', ';', ',', ':', '%3A', 'a=b,', '\t\n', 'Aa0', '{"a":', '[', '"', '\\u0000', '2026-01-31 ', '\u00e9', '\u{1f600}', '\u0000', '\u00ff'];

describe.each(ENDLESS)('a million characters of %j', (text) => {
  const endless = repeated(text);

  it('in every header', () => {
    const reading = readEvent(anEvent({ topic: 'orders-dlt', headers: HEADERS.map((name) => [name, endless] as const) }));
    expect(JSON.stringify(reading).length).toBeLessThan(100_000);
  });

  it('as a value, and as the topic', () => {
    for (const contentType of ['application/json', 'application/cloudevents+json', 'text/plain']) {
      expect(readEvent(anEvent({ headers: [['content-type', contentType]], value: endless })).role).toBe('normal');
    }
    expect(readEvent(anEvent({ topic: new TextDecoder().decode(endless) })).notes).toEqual([]);
  });

  it('in every attribute of a span', () => {
    const own = Object.fromEntries(ATTRIBUTES.map((name) => [name, text.repeat(Math.ceil(MILLION / text.length))]));
    expect(readSpan(aSpan({ attributes: own })).keys).toEqual([]);
  });
});

it('reads 100,000 headers of one name', () => {
  for (const name of ['traceparent', 'baggage', 'tracestate', 'kafka_dlt-exception-message', 'correlation-id']) {
    const headers = Array.from({ length: 100_000 }, (_, index) => [name, `v${index}`] as const);
    expect(readEvent(anEvent({ topic: 'orders-dlt', headers })).notes.length).toBeLessThanOrEqual(20);
  }
});
