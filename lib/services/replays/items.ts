import { ReplayItemState, type ReplayItemList, type ReplayItemListQuery } from '#lib/contracts/replays.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { oneReplay } from '#lib/services/replays/read.ts';
import { wireItem } from '#lib/services/replays/wire.ts';
import { wordsAsked } from '#lib/services/words-asked.ts';
import { readItemPage } from '#lib/store/replay-list.ts';
import type { Store } from '#lib/store/store.ts';

/** One page of the items of a replay, in the order in which they are sent. Throws `not-found`, and `invalid` for a cursor of another list and for a state that there is not. */
export async function listReplayItems(store: Pick<Store, 'pool'>, id: string, { limit, cursor, state }: ReplayItemListQuery): Promise<ReplayItemList> {
  const sort = `items ${id}`;
  const states = wordsAsked(ReplayItemState, state, 'state');
  const after = cursor === undefined ? 0 : Math.min(2_147_483_647, Math.max(0, decodeCursor(cursor, sort).at));
  const replay = await oneReplay(store, id);
  const found = await readItemPage(store.pool, replay.id, { states, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(wireItem), nextCursor: found.length > limit && last !== undefined ? encodeCursor({ sort, at: last.seq, id: '' }) : null };
}
