import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const A = 'a'.repeat(31) + '1';
const B = 'b'.repeat(31) + '2';
const S1 = 'c'.repeat(15) + '1';
const S2 = 'd'.repeat(15) + '2';
const traceparent = (trace = A, span = S1) => ['traceparent', `00-${trace}-${span}-01`] as const;
const b3 = (trace = A, span = S1) => ['b3', `${trace}-${span}-1`] as const;
const SW8 = ['sw8', `1-${Buffer.from('sky').toString('base64')}-c2Vn-0-YQ==-YQ==-YQ==-YQ==`] as const;
const joins = (value: string, from: string) => ({ kind: 'trace', value, from, join: `t:${value}` });
const finds = (value: string, from: string) => ({ kind: 'trace', value, from, join: null });
type Headers = Parameters<typeof anEvent>[0] extends infer Sketch ? NonNullable<Extract<Sketch, { headers?: unknown }>['headers']> : never;

it.each<[string, Headers, ReturnType<typeof joins | typeof finds>[], number]>([
  ['two formats that agree', [traceparent(), b3()], [joins(A, 'traceparent')], 0],
  ['two formats of two traces: traceparent is believed', [b3(B, S2), traceparent()], [joins(A, 'traceparent'), finds(B, 'b3')], 1],
  ['two formats of two spans of one trace', [traceparent(), b3(A, S2)], [joins(A, 'traceparent')], 1],
  ['a malformed traceparent: b3 is believed', [['traceparent', 'x'], b3(B)], [joins(B, 'b3')], 1],
  ['b3 before Jaeger', [['uber-trace-id', `${A}:${S1}:0:1`], b3(B)], [joins(B, 'b3'), finds(A, 'uber-trace-id')], 1],
  ['Jaeger before SkyWalking', [SW8, ['uber-trace-id', `${A}:${S1}:0:1`]], [joins(A, 'uber-trace-id'), finds('sky', 'sw8')], 1],
  ['SkyWalking before Datadog', [['x-datadog-trace-id', '1'], SW8], [joins('sky', 'sw8'), finds('0'.repeat(31) + '1', 'x-datadog-trace-id')], 1],
  ['Elastic before AWS', [['AWSTraceHeader', `Root=1-${B.slice(0, 8)}-${B.slice(8)}`], ['elastic-apm-traceparent', `00-${A}-${S1}-01`]], [joins(A, 'elastic-apm-traceparent'), finds(B, 'AWSTraceHeader')], 1],
  ['the origin of a CloudEvent is no disagreement', [traceparent(), ['ce_traceparent', `00-${B}-${S2}-01`]], [joins(A, 'traceparent'), finds(B, 'ce_traceparent')], 0],
  ['the origin of a CloudEvent alone', [['ce_traceparent', `00-${B}-${S2}-01`]], [joins(B, 'ce_traceparent')], 0],
])('%s', (_what, headers, keys, notes) => {
  const reading = readEvent(anEvent({ headers }));
  expect(reading.keys).toEqual(keys);
  expect(reading.trace?.traceId).toBe(keys[0]?.value);
  expect(reading.notes).toHaveLength(notes);
});

it('keeps the traces of the hops before as keys of a forwarded message, the latest first', () => {
  const reading = readEvent(anEvent({ headers: [traceparent(A, S1), traceparent(A, S2), traceparent(B, S1)] }));
  expect(reading.trace).toMatchObject({ traceId: B, ref: { traceId: B, spanId: S1 } });
  expect(reading.earlierTraces).toEqual([{ traceId: A, ref: { traceId: A, spanId: S2 } }, { traceId: A, ref: { traceId: A, spanId: S1 } }]);
  expect(reading.keys).toEqual([joins(B, 'traceparent'), joins(A, 'traceparent')]);
  expect(reading.notes).toEqual([]);
});

it('takes a repetition of one header for one hop', () => {
  const reading = readEvent(anEvent({ headers: [traceparent(), ['Traceparent', traceparent()[1]]] }));
  expect(reading).not.toHaveProperty('earlierTraces');
  expect(reading.keys).toEqual([joins(A, 'traceparent')]);
});

it('believes the last well-formed one', () => {
  const reading = readEvent(anEvent({ headers: [traceparent(), ['traceparent', 'x']] }));
  expect(reading.trace?.traceId).toBe(A);
  expect(reading.notes).toEqual(['traceparent "x" is malformed']);
});

it('follows eight hops back at most, and says so', () => {
  const headers = Array.from({ length: 500 }, (_, index) => traceparent(A, String(index + 1).padStart(16, '0')));
  const reading = readEvent(anEvent({ headers }));
  expect(reading.earlierTraces).toHaveLength(8);
  expect(reading.earlierTraces?.[0]?.ref?.spanId).toBe('499'.padStart(16, '0'));
  expect(reading.notes).toEqual(['of 499 earlier traceparent headers the last 8 were read']);
});
