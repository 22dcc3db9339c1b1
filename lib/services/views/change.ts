import type { SavedView, SavedViewChange } from '#lib/contracts/views.ts';
import { nameKeyOf, refuseView, toldView } from '#lib/services/views/saved.ts';
import { microsNow } from '#lib/store/clock.ts';
import type { Store } from '#lib/store/store.ts';

/** Throws `not-found`, and `conflict` where another view has the name. */
export async function changeView({ prisma }: Pick<Store, 'prisma'>, id: string, { name, search }: SavedViewChange): Promise<SavedView> {
  const row = await prisma.savedView
    .update({ where: { id }, data: { ...(name === undefined ? {} : { name, nameKey: nameKeyOf(name) }), ...(search === undefined ? {} : { search }), updatedAt: BigInt(microsNow()) } })
    .catch((error: unknown) => refuseView(error, name));
  return toldView(row);
}
