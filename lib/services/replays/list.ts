import { ReplayState, type ReplayList, type ReplayListQuery } from '#lib/contracts/replays.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { wireReplay } from '#lib/services/replays/wire.ts';
import { wordsAsked } from '#lib/services/words-asked.ts';
import { uuidOfHex } from '#lib/store/refs.ts';
import { readReplayPage } from '#lib/store/replay-list.ts';
import type { Store } from '#lib/store/store.ts';

const SORT = 'replays';

/** One page of replays, the newest first. Throws `invalid` for a cursor of another list and for a state that there is not. */
export async function listReplays({ pool }: Pick<Store, 'pool'>, query: ReplayListQuery): Promise<ReplayList> {
  const { limit, cursor, failureGroup } = query;
  const before = cursor === undefined ? null : BigInt(decodeCursor(cursor, SORT).at);
  const found = await readReplayPage(pool, { states: wordsAsked(ReplayState, query.state, 'state'), groupId: failureGroup === undefined ? null : uuidOfHex(failureGroup), before, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { replays: page.map(wireReplay), nextCursor: found.length > limit && last !== undefined ? encodeCursor({ sort: SORT, at: Number(last.id), id: '' }) : null };
}
