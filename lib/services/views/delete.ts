import type { SavedView } from '#lib/contracts/views.ts';
import { refuseView, toldView } from '#lib/services/views/saved.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** What it was, so that it can be saved again. Throws `not-found`. */
export async function deleteView({ prisma }: Pick<QueryStore, 'prisma'>, id: string): Promise<SavedView> {
  return toldView(await prisma.savedView.delete({ where: { id } }).catch((error: unknown) => refuseView(error, undefined)));
}
