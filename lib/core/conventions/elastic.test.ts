import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = '00f067aa0ba902b7';
/** As the Java agent's own test writes it. */
const binary = (change: Record<number, number> = {}): Uint8Array => {
  const bytes = Uint8Array.from([0, 0, ...Buffer.from(TRACE, 'hex'), 1, ...Buffer.from(SPAN, 'hex'), 2, 1]);
  for (const [at, byte] of Object.entries(change)) bytes[Number(at)] = byte;
  return bytes;
};

it.each<[string, string, string | Uint8Array, boolean]>([
  ['binary', 'elasticapmtraceparent', binary(), true],
  ['binary, upper case name', 'ElasticApmTraceparent', binary(), true],
  ['binary, not sampled', 'elasticapmtraceparent', binary({ 28: 0 }), false],
  ['text under the binary name', 'elasticapmtraceparent', `00-${TRACE}-${SPAN}-01`, true],
  ['text', 'elastic-apm-traceparent', `00-${TRACE}-${SPAN}-01`, true],
  ['text where JMS takes no hyphens', 'elastic_apm_traceparent', `00-${TRACE}-${SPAN}-00`, false],
])('reads %s', (_what, name, value, sampled) => {
  expect(readEvent(anEvent({ headers: [[name, value]] })).trace).toEqual({ traceId: TRACE, ref: { traceId: TRACE, spanId: SPAN }, sampled, from: name.toLowerCase() });
});

it.each<[string, Uint8Array | string]>([
  ['another version', binary({ 0: 1 })],
  ['a wrong field id of the trace', binary({ 1: 9 })],
  ['a wrong field id of the parent', binary({ 18: 0 })],
  ['a wrong field id of the flags', binary({ 27: 1 })],
  ['an all-zero trace id', binary(Object.fromEntries(Array.from({ length: 16 }, (_, index) => [index + 2, 0])))],
  ['an all-zero parent id', binary(Object.fromEntries(Array.from({ length: 8 }, (_, index) => [index + 19, 0])))],
  ['28 bytes', binary().subarray(0, 28)],
  ['30 bytes', Uint8Array.from([...binary(), 0])],
  ['other text', 'garbage'],
])('takes %s as absent, with a note', (_what, value) => {
  const reading = readEvent(anEvent({ headers: [['elasticapmtraceparent', value]] }));
  expect(reading.trace).toBeNull();
  expect(reading.notes).toHaveLength(1);
});
