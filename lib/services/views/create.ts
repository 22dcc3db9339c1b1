import { randomUUID } from 'node:crypto';
import type { SavedView, SavedViewDraft } from '#lib/contracts/views.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { nameKeyOf, refuseView, toldView } from '#lib/services/views/saved.ts';
import { microsNow } from '#lib/store/clock.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** More than anybody reads through. Two that are saved at the same moment may pass it by one, which harms nothing. */
export const MOST_VIEWS = 200;

/** Throws `conflict` where another view has the name, or where there are `MOST_VIEWS`. */
export async function createView({ prisma }: Pick<QueryStore, 'prisma'>, { name, search }: SavedViewDraft): Promise<SavedView> {
  if ((await prisma.savedView.count()) >= MOST_VIEWS) throw new ServiceError('conflict', `At most ${MOST_VIEWS} views are kept. Delete one that nobody needs.`);
  const now = BigInt(microsNow());
  const row = await prisma.savedView
    .create({ data: { id: randomUUID(), name, nameKey: nameKeyOf(name), search, createdAt: now, updatedAt: now } })
    .catch((error: unknown) => refuseView(error, name));
  return toldView(row);
}
