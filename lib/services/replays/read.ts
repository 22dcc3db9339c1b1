import type { Replay } from '#lib/contracts/replays.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { wireReplay } from '#lib/services/replays/wire.ts';
import { readOneReplay, type ListedReplay } from '#lib/store/replay-list.ts';
import type { Store } from '#lib/store/store.ts';

/** Throws `not-found`. `id`: digits. */
export async function oneReplay({ pool }: Pick<Store, 'pool'>, id: string): Promise<ListedReplay> {
  const replay = /^\d{1,18}$/.test(id) ? await readOneReplay(pool, BigInt(id)) : null;
  if (replay === null) throw new ServiceError('not-found', 'There is no such replay.');
  return replay;
}

/** One replay, with its plan and how far it is. Throws `not-found`. */
export const readReplay = async (store: Pick<Store, 'pool'>, id: string): Promise<Replay> => wireReplay(await oneReplay(store, id));
