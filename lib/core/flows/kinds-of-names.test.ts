import { expect, test } from 'vitest';
import { summarise } from '#lib/core/flows/summary.ts';
import { flowOf, LATER } from '#lib/core/flows/testing/assembled.ts';
import { event } from '#lib/core/flows/testing/scene.ts';

test('a value that only finds, as a message id here and as a correlation id there, is of one kind in whatever order its messages are met', () => {
  const { events } = flowOf([
    event({ topic: 'orders', offset: 0, correlation: 'c-1', headers: { 'message-id': '42' } }),
    event({ topic: 'orders', offset: 1, correlation: 'c-1', headers: { 'x-request-id': '42' } }),
  ], []);
  const keysOf = (met: typeof events): unknown => summarise({ events: met, segments: [], shared: [] }, { observedAt: () => null, isHub: () => false, now: LATER }).keys;
  expect(keysOf(events.toReversed())).toEqual(keysOf(events));
});
