import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const ID = 'a4ec6fc8ccab4bb4b682064698cc97e6.74.16218381104550009';
const sw8 = ({ sample = '1', trace = base64(ID), segment = base64('a4ec.74.1'), span = '2', rest = 4 } = {}): string =>
  [sample, trace, segment, span, ...Array.from({ length: rest }, () => base64('service a'))].join('-');

it.each<[string, string, string, string, boolean]>([
  ['three parts', 'sw8', sw8(), ID, true],
  ['an upper case name', 'SW8', sw8(), ID, true],
  ['not sampled', 'sw8', sw8({ sample: '0' }), ID, false],
  ['a UUID', 'sw8', sw8({ trace: base64('3C5C6E9F-8a6e-4c48-a9f9-d1f8e3b3a1d7') }), '3C5C6E9F-8a6e-4c48-a9f9-d1f8e3b3a1d7', true],
  ['other letters', 'sw8', sw8({ trace: base64('trace-é') }), 'trace-é', true],
  ['no padding', 'sw8', sw8({ trace: base64('abcd').replaceAll('=', '') }), 'abcd', true],
])('keeps a trace id of %s as it is', (_what, name, value, traceId, sampled) => {
  const reading = readEvent(anEvent({ headers: [[name, value]] }));
  expect(reading.trace).toEqual({ traceId, ref: null, sampled, from: 'sw8' });
  expect(reading.keys).toEqual([{ kind: 'trace', value: traceId, from: 'sw8', join: `t:${traceId}` }]);
});

it.each<[string, string | Uint8Array]>([
  ['nothing', ''],
  ['seven fields', sw8({ rest: 3 })],
  ['nine fields', sw8({ rest: 5 })],
  ['an unknown sample', sw8({ sample: '2' })],
  ['a span id of letters', sw8({ span: 'x' })],
  ['no base64', sw8({ trace: '*' })],
  ['an empty trace id', sw8({ trace: '' })],
  ['an empty segment', sw8({ segment: '' })],
  ['bytes that are no text', sw8({ trace: Buffer.from([0xff, 0xfe]).toString('base64') })],
  ['control characters', sw8({ trace: base64('a\u0000b') })],
  ['a useless id', sw8({ trace: base64('null') })],
  ['hyphens without end', '-'.repeat(100_000)],
  ['bytes', new Uint8Array([0xff, 0x00])],
])('takes %s as absent, with a note', (_what, value) => {
  const reading = readEvent(anEvent({ headers: [['sw8', value]] }));
  expect(reading.trace).toBeNull();
  expect(reading.notes).toHaveLength(1);
});
