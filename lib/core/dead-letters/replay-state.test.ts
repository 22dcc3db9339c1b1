import { expect, test } from 'vitest';
import { isLive, isSettled, nextItemState, nextReplayState, statesBefore, type ItemEvent, type ReplayEvent } from '#lib/core/dead-letters/replay-state.ts';
import { ITEM_STATES, REPLAY_STATES, type ItemState, type ReplayState } from '#lib/core/dead-letters/states.ts';

test.each<[ReplayEvent, Partial<Record<ReplayState, ReplayState>>]>([
  ['judged', { planning: 'planned' }],
  ['start', { planned: 'running', running: 'running', paused: 'paused', stopped: 'stopped', done: 'done' }],
  ['pause', { running: 'paused', paused: 'paused' }],
  ['resume', { paused: 'running', stopped: 'running', running: 'running' }],
  ['cancel', { planning: 'cancelled', planned: 'cancelled', running: 'cancelled', paused: 'cancelled', stopped: 'cancelled', cancelled: 'cancelled' }],
  ['lapse', { planning: 'cancelled', planned: 'cancelled' }],
  ['stop', { running: 'stopped' }],
  ['finish', { running: 'done' }],
])('%s happens to a replay in these states and no other', (event, table) => {
  expect(Object.fromEntries(REPLAY_STATES.flatMap((state) => { const next = nextReplayState(state, event); return next === null ? [] : [[state, next]]; }))).toEqual(table);
});

const EVENTS: readonly ItemEvent[] = ['refuse', 'intend', 'committed', 'absent', 'cannot-know', 'passed', 'came-back', 'cancel', 'decide-sent', 'decide-not-sent'];
const steps = ITEM_STATES.flatMap((from) => EVENTS.flatMap((event) => { const to = nextItemState(from, event); return to === null ? [] : [{ from, event, to }]; }));

test('nothing is sent but what is planned, and only what is surely absent is planned again', () => {
  expect(steps.filter(({ to }) => to === 'sending')).toEqual([{ from: 'planned', event: 'intend', to: 'sending' }]);
  expect(steps.filter(({ to }) => to === 'planned')).toEqual([{ from: 'sending', event: 'absent', to: 'planned' }]);
});

test('what may be on the target never gets back to where it could be sent', () => {
  const reachable = new Set<ItemState>(['sent', 'unsure']);
  for (const state of reachable) for (const { from, to } of steps) if (from === state) reachable.add(to);
  expect([...reachable].toSorted()).toEqual(['cancelled', 'failed-again', 'sent', 'succeeded', 'unsure']);
});

test('only a person takes back what nobody knows', () => {
  expect(steps.filter(({ from, to }) => from === 'unsure' && to === 'cancelled')).toEqual([{ from: 'unsure', event: 'decide-not-sent', to: 'cancelled' }]);
});

test('what refused or cancelled stays so', () => {
  expect(steps.filter(({ from }) => from === 'refused' || from === 'cancelled' || from === 'failed-again')).toEqual([]);
});

test('the states before an event are those in which it happens', () => {
  for (const event of EVENTS) expect(statesBefore(event).toSorted()).toEqual(ITEM_STATES.filter((state) => nextItemState(state, event) !== null).toSorted());
});

test('live and settled', () => {
  expect(ITEM_STATES.filter(isLive)).toEqual(['sending', 'sent', 'unsure']);
  expect(ITEM_STATES.filter(isSettled)).toEqual(['refused', 'succeeded', 'failed-again', 'unsure', 'cancelled']);
});
