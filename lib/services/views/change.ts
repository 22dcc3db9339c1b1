import type { SavedView, SavedViewChange } from '#lib/contracts/views.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { nameKeyOf, refuseView, toldView } from '#lib/services/views/saved.ts';
import { microsNow } from '#lib/store/clock.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** Throws `not-found`, and `conflict` where another view has the name, or where this one is no longer as it was at `updatedAt`. */
export async function changeView({ prisma }: Pick<QueryStore, 'prisma'>, id: string, { name, search, updatedAt }: SavedViewChange): Promise<SavedView> {
  const before = await prisma.savedView.findUniqueOrThrow({ where: { id } }).catch((error: unknown) => refuseView(error, name));
  if (updatedAt !== undefined && toldView(before).updatedAt !== updatedAt) throw changedMeanwhile();
  const now = BigInt(microsNow());
  // A later change has a later time, whatever the clock says.
  const data = { ...(name === undefined ? {} : { name, nameKey: nameKeyOf(name) }), ...(search === undefined ? {} : { search }), updatedAt: now > before.updatedAt ? now : before.updatedAt + 1n };
  const [row] = await prisma.savedView
    .updateManyAndReturn({ where: { id, ...(updatedAt === undefined ? {} : { updatedAt: before.updatedAt }) }, data })
    .catch((error: unknown) => refuseView(error, name));
  // Between the look and the change somebody else changed or deleted it.
  if (row === undefined) throw changedMeanwhile();
  return toldView(row);
}

const changedMeanwhile = (): ServiceError => new ServiceError('conflict', 'Somebody has changed this view since you read it. Open it again to see how it is now, or save yours under a name of its own.');
