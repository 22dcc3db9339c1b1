import { expect, test } from 'vitest';
import { FlowFilter, FlowStatus } from '#lib/contracts/flows.ts';
import { talliedBy } from '#lib/services/flows/tallied.ts';
import { TALLY } from '#lib/store/tallies.ts';

const statuses = FlowStatus.options;

test.each<[object, ReturnType<typeof talliedBy>]>([
  [{}, { facet: TALLY.all, values: null, statuses }],
  [{ from: 'now-1h', to: 'now', q: ' ' }, { facet: TALLY.all, values: null, statuses }],
  [{ status: ['failed', 'stalled'] }, { facet: TALLY.all, values: null, statuses: ['failed', 'stalled'] }],
  [{ notStatus: 'failed' }, { facet: TALLY.all, values: null, statuses: ['stalled', 'compensated', 'completed', 'in-flight'] }],
  [{ status: ['failed', 'stalled'], notStatus: 'failed' }, { facet: TALLY.all, values: null, statuses: ['stalled'] }],
  [{ kind: ['a', 'b', 'a'] }, { facet: TALLY.kind, values: ['a', 'b'], statuses }],
  [{ service: 's', status: 'failed' }, { facet: TALLY.service, values: ['s'], statuses: ['failed'] }],
  [{ service: ['s', 's'] }, { facet: TALLY.service, values: ['s'], statuses }],
  [{ service: ['s', 't'] }, null],
  [{ topic: 't' }, { facet: TALLY.topic, values: ['t'], statuses }],
  [{ hasDeadLetters: 'true' }, { facet: TALLY.deadLetters, values: null, statuses }],
  [{ hasDeadLetters: 'false' }, null],
  [{ kind: 'a', service: 's' }, null],
  [{ kind: 'a', hasDeadLetters: 'true' }, null],
  [{ notKind: 'a' }, null],
  [{ q: 'word' }, null],
  [{ key: 'x' }, null],
  [{ minDurationMs: 0 }, null],
  [{ maxDurationMs: 5 }, null],
])('%j', (filter, expected) => {
  expect(talliedBy(FlowFilter.parse(filter))).toEqual(expected);
});

test('every filter is considered: one that is added must be tallied or refused here', () => {
  const known = ['from', 'to', 'status', 'kind', 'service', 'topic', 'notStatus', 'notKind', 'notService', 'notTopic', 'key', 'keyName', 'q', 'minDurationMs', 'maxDurationMs', 'hasDeadLetters'];
  expect(Object.keys(FlowFilter.shape).toSorted()).toEqual(known.toSorted());
});
