import { ServiceError } from '#lib/services/errors.ts';
import { locate, refuseUnknown, type LocatedFlow, type LocateOptions } from '#lib/services/flows/locate.ts';
import { MOST_MATCHES } from '#lib/services/flows/look-up.ts';
import { tellFlows } from '#lib/services/flows/tell-flows.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** The flow that a key names. Throws `not-found`, `ambiguous` with `matches` where it names several, and `unavailable` where that cannot be told yet. */
export async function nameFlow(store: Pick<QueryStore, 'pool' | 'prisma'>, key: string, options: LocateOptions): Promise<LocatedFlow> {
  const located = await locate(store, key, options);
  const { matches: found, flow } = located;
  if (flow !== null) return flow;
  refuseUnknown(located);
  if (found.length === 0) throw new ServiceError('not-found', 'No flow has this key.');
  const matches = await tellFlows(store, found);
  throw new ServiceError('ambiguous', `${matches.length >= MOST_MATCHES ? `At least ${MOST_MATCHES}` : matches.length} flows have this key.`, { members: { matches } });
}
