import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Outline } from '#lib/core/flows/outline.ts';
import type { FlowSegment } from '#lib/core/flows/summary.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { packOutline, packSegments, unpackOutline, unpackSegments } from '#lib/store/packed-flow.ts';

const trace = brand<TraceId>('4bf92f3577b34da6a3ce929d0e0e4736');
const whole: FlowSegment = { trace, segment: '', shared: false, spans: null };

test.each<[string, FlowSegment, unknown]>([
  ['a whole trace is its id', whole, trace],
  ['a part says which spans', { ...whole, segment: 'a', spans: ['00f067aa0ba902b7'] }, undefined],
  ['the rest of a trace, too', { ...whole, spans: ['00f067aa0ba902b7'] }, undefined],
  ['a shared segment is told', { ...whole, shared: true }, undefined],
])('%s', (_what, segment, packed) => {
  expect(packSegments([segment])).toEqual([packed ?? segment]);
  expect(unpackSegments(JSON.parse(JSON.stringify(packSegments([segment]))))).toEqual([segment]);
});

const nothing: Outline = { failure: 'none', open: false, steps: [], cut: false, groups: [], handled: [] };
const step = { topic: 'orders', type: null, service: null, group: null, afterMicros: 0, seenAt: brand<Micros>(5), event: 'e' };

test.each<[string, Outline, unknown]>([
  ['nothing unusual is nothing', nothing, {}],
  ['what is so is told', { ...nothing, failure: 'failed', open: true, cut: true, groups: ['g'], handled: [['e', 0]] }, { failure: 'failed', open: true, cut: true, groups: ['g'], handled: [['e', 0]] }],
  ['a step says what it knows', { ...nothing, steps: [step, { ...step, type: 'Placed', service: 'shop', group: '' }] }, { steps: [{ topic: 'orders', afterMicros: 0, seenAt: 5, event: 'e' }, { ...step, type: 'Placed', service: 'shop', group: '' }] }],
])('%s', (_what, outline, packed) => {
  expect(packOutline(outline)).toEqual(packed);
  expect(unpackOutline(JSON.parse(JSON.stringify(packOutline(outline))))).toEqual(outline);
});

test('a row of an earlier version says all of it', () => expect(unpackOutline({ ...nothing, steps: [step] })).toEqual({ ...nothing, steps: [step] }));
