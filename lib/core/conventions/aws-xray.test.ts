import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';
const TRACE = '5759e988bd862e3fe1be46a994272793';
const SPAN = '53995c3f42cd8ad8';

it.each<[string, string, string, string | null, boolean | null]>([
  ['SQS', 'AWSTraceHeader', `${ROOT};Parent=${SPAN};Sampled=1`, SPAN, true],
  ['HTTP', 'X-Amzn-Trace-Id', `${ROOT};Parent=${SPAN};Sampled=0`, SPAN, false],
  ['upper case', 'X-AMZN-TRACE-ID', `ROOT=1-5759E988-BD862E3FE1BE46A994272793;PARENT=${SPAN.toUpperCase()}`, SPAN, null],
  ['another order, with spaces and other fields', 'AWSTraceHeader', `Self=1-67891234-12456789abcdef012345678; Sampled=1; ${ROOT} ;Lineage=a87bd80c:1|68fd508a:5;Parent=${SPAN}`, SPAN, true],
  ['a load balancer, which writes a root alone', 'X-Amzn-Trace-Id', ROOT, null, null],
  ['a decision that is asked for', 'AWSTraceHeader', `${ROOT};Parent=${SPAN};Sampled=?`, SPAN, null],
])('reads %s', (_what, name, value, spanId, sampled) => {
  const reading = readEvent(anEvent({ headers: [[name, value]] }));
  expect(reading.trace).toMatchObject({ traceId: TRACE, ref: spanId && { traceId: TRACE, spanId }, sampled });
  expect(reading.notes).toEqual([]);
});

it.each(['', 'Root=', 'Root=2-5759e988-bd862e3fe1be46a994272793', 'Root=1-5759e988-bd86', `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)}`, TRACE, ';'.repeat(100_000), new Uint8Array([0xc3, 0x28])])(
  'takes %j as absent, with a note',
  (value) => {
    const reading = readEvent(anEvent({ headers: [['AWSTraceHeader', value]] }));
    expect(reading.trace).toBeNull();
    expect(reading.notes).toHaveLength(1);
  },
);

it('does without a malformed parent', () => {
  const reading = readEvent(anEvent({ headers: [['AWSTraceHeader', `${ROOT};Parent=1`]] }));
  expect(reading.trace).toMatchObject({ traceId: TRACE, ref: null });
  expect(reading.notes).toHaveLength(1);
});
