import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { REPLAY_ID_HEADER, REPLAY_OF_HEADER } from '#lib/core/conventions/replay.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';
import { coordinatesText } from '#lib/core/ids.ts';

const OF = coordinatesText({ source: 'kafka', topic: 'orders.dlq', incarnation: 0, partition: 2, offset: 8841n });
const NOTE = 'header throughline-replay-of names no message';

it.each([
  ['a replayed dead letter', [[REPLAY_ID_HEADER, 'r-1'], [REPLAY_OF_HEADER, OF]], { id: 'r-1', of: OF }, []],
  ['one that was replayed twice', [[REPLAY_ID_HEADER, 'r-1'], [REPLAY_OF_HEADER, `${OF}0`], ['THROUGHLINE-REPLAY-ID', 'r-2'], ['Throughline-Replay-Of', OF]], { id: 'r-2', of: OF }, []],
  ['a replay that does not say of what', [[REPLAY_ID_HEADER, 'r-1']], { id: 'r-1', of: null }, [NOTE]],
  ['a replay of nonsense', [[REPLAY_ID_HEADER, 'r-1'], [REPLAY_OF_HEADER, 'orders.dlq']], { id: 'r-1', of: null }, [NOTE]],
  ['an endless name', [[REPLAY_ID_HEADER, 'r'.repeat(5_000)]], undefined, ['header throughline-replay-id: a value of 5000 characters is too long for a key (at most 1000)']],
  ['hostile names', [[REPLAY_ID_HEADER, 'r\u0000'], [REPLAY_OF_HEADER, OF]], undefined, ['header throughline-replay-id: "r\ufffd" has control characters or half a surrogate pair']],
  ['no replay', [['correlation-id', 'c']], undefined, []],
] as const)('reads %s', (_what, headers, replay, notes) => {
  expect(readEvent(anEvent({ headers }))).toMatchObject({ notes });
  expect(readEvent(anEvent({ headers })).replay).toEqual(replay);
});
