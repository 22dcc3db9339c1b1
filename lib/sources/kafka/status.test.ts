import { expect, test } from 'vitest';
import { StatusBoard } from '#lib/sources/kafka/status.ts';

const board = (...steps: ((board: StatusBoard) => void)[]) => {
  const made = new StatusBoard('kafka');
  made.starting();
  for (const step of steps) step(made);
  const { status, error, staleSince, lagMessages } = made.read();
  return { status, error, stale: staleSince !== null, lagMessages };
};

test.each<[string, ((board: StatusBoard) => void)[], object]>([
  ['starting', [], { status: 'starting', error: null, stale: false }],
  ['reading', [(b) => b.reading(), (b) => b.lag(3n)], { status: 'ok', error: null, stale: false, lagMessages: 3n }],
  ['never reached', [(b) => b.failed('away')], { status: 'down', error: 'away', stale: true }],
  ['lost', [(b) => b.reading(), (b) => b.lag(3n), (b) => b.failed('away')], { status: 'down', error: 'away', stale: true, lagMessages: null }],
  ['back', [(b) => b.failed('away'), (b) => b.reading()], { status: 'ok', error: null, stale: false }],
  ['refused', [(b) => b.reading(), (b) => b.refused('full')], { status: 'degraded', error: 'full', stale: true }],
  ['refused and away', [(b) => b.reading(), (b) => b.refused('full'), (b) => b.failed('away')], { status: 'down', error: 'away', stale: true }],
  ['accepted again, still away', [(b) => b.failed('away'), (b) => b.refused('full'), (b) => b.accepted()], { status: 'down', error: 'away', stale: true }],
  ['in doubt', [(b) => b.reading(), (b) => b.doubt('slow')], { status: 'degraded', error: 'slow', stale: true }],
  ['out of doubt', [(b) => b.reading(), (b) => b.doubt('slow'), (b) => b.doubt(null)], { status: 'ok', error: null, stale: false }],
  ['a note', [(b) => b.reading(), (b) => b.note('by the way')], { status: 'ok', error: 'by the way', stale: false }],
  ['nothing to read', [(b) => b.reading('no topics')], { status: 'ok', error: 'no topics', stale: false }],
  ['something to read', [(b) => b.reading('no topics'), (b) => b.reading()], { status: 'ok', error: null, stale: false }],
  ['stopped', [(b) => b.refused('full'), (b) => b.stopped()], { status: 'off', stale: false }],
])('%s', (_name, steps, expected) => {
  expect(board(...steps)).toMatchObject(expected);
});
