import type { SavedViewList } from '#lib/contracts/views.ts';
import { toldView } from '#lib/services/views/saved.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** All saved views by name; `createView` bounds how many there can be. */
export async function listViews({ prisma }: Pick<QueryStore, 'prisma'>): Promise<SavedViewList> {
  return { views: (await prisma.savedView.findMany({ orderBy: { nameKey: 'asc' } })).map(toldView) };
}
