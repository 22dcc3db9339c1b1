import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

type Headers = [string, string | Uint8Array][];
const LOW = '8448eb211c80319c'; // 9532127138774266268
const SPAN = 'b7ad6b7169203331'; // 13235353014750950193
const IDS: Headers = [['x-datadog-trace-id', '9532127138774266268'], ['x-datadog-parent-id', '13235353014750950193']];

it.each<[string, Headers, string, string | null, boolean | null]>([
  ['64 bits', IDS, `${'0'.repeat(16)}${LOW}`, SPAN, null],
  ['128 bits', [...IDS, ['x-datadog-tags', '_dd.p.dm=-1,_dd.p.tid=640cfd8d00000000']], `640cfd8d00000000${LOW}`, SPAN, null],
  ['upper case', [['X-Datadog-Trace-Id', '9532127138774266268'], ['X-DATADOG-TAGS', '_dd.p.tid=640CFD8D00000000']], `640cfd8d00000000${LOW}`, null, null],
  ['kept by the user', [...IDS, ['x-datadog-sampling-priority', '2']], `${'0'.repeat(16)}${LOW}`, SPAN, true],
  ['dropped by the sampler', [...IDS, ['x-datadog-sampling-priority', '0']], `${'0'.repeat(16)}${LOW}`, SPAN, false],
  ['dropped by the user', [...IDS, ['x-datadog-sampling-priority', '-1']], `${'0'.repeat(16)}${LOW}`, SPAN, false],
  ['no parent', [['x-datadog-trace-id', '1'], ['x-datadog-parent-id', '0']], `${'0'.repeat(31)}1`, null, null],
  ['the largest id', [['x-datadog-trace-id', '18446744073709551615']], `${'0'.repeat(16)}${'f'.repeat(16)}`, null, null],
  ['the last of repeats', [['x-datadog-trace-id', '7'], ...IDS], `${'0'.repeat(16)}${LOW}`, SPAN, null],
])('reads %s', (_what, headers, traceId, spanId, sampled) => {
  const reading = readEvent(anEvent({ headers }));
  expect(reading.trace).toEqual({ traceId, ref: spanId && { traceId, spanId }, sampled, from: 'x-datadog-trace-id' });
  expect(reading.notes).toEqual([]);
});

it.each<string | Uint8Array>(['', '0', '-1', '18446744073709551616', '8448eb211c80319c', '1.5', ' ', new Uint8Array([0xff]), '9'.repeat(100_000)])(
  'takes %j as absent',
  (value) => {
    const reading = readEvent(anEvent({ headers: [['x-datadog-trace-id', value]] }));
    expect(reading.trace).toBeNull();
    expect(reading.notes).toHaveLength(1);
  },
);

it('does without what is malformed beside the trace id, and says so', () => {
  const headers: Headers = [['x-datadog-trace-id', '1'], ['x-datadog-parent-id', 'xyz'], ['x-datadog-tags', '_dd.p.tid=zz']];
  const reading = readEvent(anEvent({ headers }));
  expect(reading.trace).toMatchObject({ traceId: `${'0'.repeat(31)}1`, ref: null });
  expect(reading.notes).toHaveLength(2);
});
