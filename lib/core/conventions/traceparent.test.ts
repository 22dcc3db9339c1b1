import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';
import { parseTraceparent } from '#lib/core/conventions/traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

it.each([
  ['sampled', `00-${TRACE}-${SPAN}-01`, true],
  ['not sampled', `00-${TRACE}-${SPAN}-00`, false],
  ['random flag besides (level 2)', `00-${TRACE}-${SPAN}-03`, true],
  ['a higher version', `cc-${TRACE}-${SPAN}-01`, true],
  ['a higher version with more fields', `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, true],
])('reads %s', (_what, text, sampled) => {
  expect(parseTraceparent(text)).toEqual({ ref: { traceId: TRACE, spanId: SPAN }, sampled });
});

it.each([
  ['empty', ''],
  ['version ff', `ff-${TRACE}-${SPAN}-01`],
  ['version 00 with more fields', `00-${TRACE}-${SPAN}-01-x`],
  ['a higher version with text glued on', `cc-${TRACE}-${SPAN}-01x`],
  ['an all-zero trace id', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['an all-zero span id', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
  ['a missing field', `00-${TRACE}-${SPAN}`],
  ['no hex', `00-${TRACE.replace('a', 'g')}-${SPAN}-01`],
])('takes %s as absent', (_what, text) => {
  expect(parseTraceparent(text)).toBeNull();
});

const parent = (trace: string) => `00-${trace}-${SPAN}-01`;

it('takes the last of several headers, whatever their case, and makes the trace a key', () => {
  const reading = readEvent(anEvent({ headers: [['traceparent', parent('1'.repeat(32))], ['TraceParent', parent(TRACE)]] }));
  expect(reading.trace).toEqual({ traceId: TRACE, ref: { traceId: TRACE, spanId: SPAN }, sampled: true, from: 'traceparent' });
  expect(reading.keys[0]).toEqual({ kind: 'trace', value: TRACE, from: 'traceparent', join: `t:${TRACE}` });
});

it('prefers this hop to the origin that ce_traceparent names', () => {
  const headers = [['ce_traceparent', parent('1'.repeat(32))], ['traceparent', parent(TRACE)]] as const;
  expect(readEvent(anEvent({ headers })).trace?.traceId).toBe(TRACE);
  expect(readEvent(anEvent({ headers: headers.slice(0, 1) })).trace).toMatchObject({ traceId: '1'.repeat(32), from: 'ce_traceparent' });
});

it('says what was malformed', () => {
  const reading = readEvent(anEvent({ headers: [['traceparent', 'garbage\u0000']] }));
  expect(reading.trace).toBeNull();
  expect(reading.notes).toEqual(['traceparent "garbage\ufffd" is malformed']);
});
