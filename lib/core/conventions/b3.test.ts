import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const TRACE = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN = 'e457b5a2e4d86bd1';
type Headers = [string, string][];

it.each<[string, Headers, string, string | null, boolean | null]>([
  ['single', [['b3', `${TRACE}-${SPAN}-1-05e3ac9a4f6e3b90`]], TRACE, SPAN, true],
  ['single without sampling', [['b3', `${TRACE}-${SPAN}`]], TRACE, SPAN, null],
  ['single, denied', [['b3', `${TRACE}-${SPAN}-0`]], TRACE, SPAN, false],
  ['single, debug, 64 bits', [['B3', `64fe8b2a57d3eff7-${SPAN}-d`]], `${'0'.repeat(16)}64fe8b2a57d3eff7`, SPAN, true],
  ['multi', [['X-B3-TraceId', TRACE], ['X-B3-SpanId', SPAN], ['X-B3-Sampled', '1']], TRACE, SPAN, true],
  ['multi, lower case, old sampling', [['x-b3-traceid', TRACE], ['x-b3-spanid', SPAN], ['x-b3-sampled', 'false']], TRACE, SPAN, false],
  ['multi, debug', [['X-B3-TraceId', TRACE], ['X-B3-SpanId', SPAN], ['X-B3-Flags', '1']], TRACE, SPAN, true],
  ['multi without a span', [['X-B3-TraceId', TRACE]], TRACE, null, null],
  ['the first of repeated multi headers', [['X-B3-TraceId', TRACE], ['X-B3-SpanId', SPAN], ['X-B3-TraceId', '1'.repeat(32)]], TRACE, SPAN, null],
  ['single before multi', [['X-B3-TraceId', '1'.repeat(32)], ['X-B3-SpanId', SPAN], ['b3', `${TRACE}-${SPAN}-1`]], TRACE, SPAN, true],
])('reads %s', (_what, headers, traceId, spanId, sampled) => {
  expect(readEvent(anEvent({ headers })).trace).toMatchObject({ traceId, ref: spanId && { traceId, spanId }, sampled });
});

it.each<[string, Headers, number]>([
  ['a decision alone', [['b3', '0']], 0],
  ['one part', [['b3', TRACE]], 1],
  ['a bad sampling state', [['b3', `${TRACE}-${SPAN}-2`]], 1],
  ['a trace id of 20 digits', [['b3', `${TRACE.slice(0, 20)}-${SPAN}-1`]], 1],
  ['an all-zero trace id', [['X-B3-TraceId', '0'.repeat(32)], ['X-B3-SpanId', SPAN]], 1],
  ['a malformed span id', [['X-B3-TraceId', TRACE], ['X-B3-SpanId', 'xyz']], 1],
])('takes %s as absent', (_what, headers, notes) => {
  const reading = readEvent(anEvent({ headers }));
  expect(reading.trace).toBeNull();
  expect(reading.notes).toHaveLength(notes);
});
