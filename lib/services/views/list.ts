import type { SavedViewList } from '#lib/contracts/views.ts';
import { toldView } from '#lib/services/views/saved.ts';
import type { Store } from '#lib/store/store.ts';

/** All saved views by name; `createView` bounds how many there can be. */
export async function listViews({ prisma }: Pick<Store, 'prisma'>): Promise<SavedViewList> {
  return { views: (await prisma.savedView.findMany({ orderBy: { nameKey: 'asc' } })).map(toldView) };
}
