import type { ReplayItem } from '#lib/contracts/replays.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { wireItem } from '#lib/services/replays/wire.ts';
import { readOneItem, type ListedItem } from '#lib/store/replay-list.ts';
import type { Store } from '#lib/store/store.ts';

/** `itemId`: the replay and the number of the item, `17-3`. Throws `not-found`. */
export async function oneItem({ pool }: Pick<Store, 'pool'>, id: string, itemId: string): Promise<ListedItem> {
  const [, of, seq] = /^(\d{1,18})-(\d{1,9})$/.exec(itemId) ?? [];
  const item = of !== id || seq === undefined ? null : await readOneItem(pool, BigInt(id), Number(seq));
  if (item === null) throw new ServiceError('not-found', 'There is no such item of this replay.');
  return item;
}

export const readItem = async (store: Pick<Store, 'pool'>, id: string, itemId: string): Promise<ReplayItem> => wireItem(await oneItem(store, id, itemId));
