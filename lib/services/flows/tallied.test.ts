import { expect, test } from 'vitest';
import { FlowFilter, FlowStatus } from '#lib/contracts/flows.ts';
import { talliedBy, talliedPart } from '#lib/services/flows/tallied.ts';

const statuses = FlowStatus.options;

test.each<[object, ReturnType<typeof talliedBy>]>([
  [{}, { shapes: null, statuses }],
  [{ from: 'now-1h', to: 'now', q: ' ' }, { shapes: null, statuses }],
  [{ status: ['failed', 'stalled'] }, { shapes: null, statuses: ['failed', 'stalled'] }],
  [{ notStatus: 'failed' }, { shapes: null, statuses: ['stalled', 'compensated', 'completed', 'in-flight'] }],
  [{ status: ['failed', 'stalled'], notStatus: 'failed' }, { shapes: null, statuses: ['stalled'] }],
  [{ kind: ['a', 'b', 'a'] }, { shapes: { kind: ['a', 'b', 'a'] }, statuses }],
  [{ service: ['s', 't'], status: 'failed' }, { shapes: { service: ['s', 't'] }, statuses: ['failed'] }],
  [{ hasDeadLetters: 'false', kind: 'a', topic: 't' }, { shapes: { hasDeadLetters: false, kind: ['a'], topic: ['t'] }, statuses }],
  [{ notKind: 'a', notService: 's', notTopic: 't' }, { shapes: { notKind: ['a'], notService: ['s'], notTopic: ['t'] }, statuses }],
  [{ q: 'word' }, null],
  [{ key: 'x' }, null],
  [{ minDurationMs: 0 }, null],
  [{ maxDurationMs: 5, kind: 'a' }, null],
])('%j', (filter, expected) => {
  expect(talliedBy(FlowFilter.parse(filter))).toEqual(expected);
});

test('of a filter that tallies do not count in whole, a part is', () => {
  expect(talliedPart(FlowFilter.parse({ q: 'word', service: 's', status: 'failed' }))).toEqual({ shapes: { service: ['s'] }, statuses: ['failed'] });
});

test('every filter is considered: one that is added must be tallied or refused here', () => {
  const known = ['from', 'to', 'status', 'kind', 'service', 'topic', 'notStatus', 'notKind', 'notService', 'notTopic', 'key', 'keyName', 'q', 'minDurationMs', 'maxDurationMs', 'hasDeadLetters'];
  expect(Object.keys(FlowFilter.shape).toSorted()).toEqual(known.toSorted());
});
