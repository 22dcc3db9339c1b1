import { locate, refuseUnknown } from '#lib/services/flows/locate.ts';
import { readLocated, type FlowRead, type ReadOptions } from '#lib/services/flows/read.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** A flow by any key, as the API gives it. Throws `unavailable` where that cannot be told yet. */
export async function readFlow(store: Pick<QueryStore, 'pool' | 'prisma'>, key: string, options: ReadOptions = {}): Promise<FlowRead> {
  const located = await locate(store, key, options);
  refuseUnknown(located);
  return readLocated(store, located, options);
}
