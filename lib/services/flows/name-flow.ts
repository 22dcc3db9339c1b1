import { ServiceError } from '#lib/services/errors.ts';
import { MOST_MATCHES, resolveKey } from '#lib/services/flows/resolve.ts';
import { tellFlows } from '#lib/services/flows/tell-flows.ts';
import type { Store } from '#lib/store/store.ts';

/** The id of the flow that a key names. Throws `not-found`, and `ambiguous` with `matches` where it names several. */
export async function nameFlow(store: Pick<Store, 'pool' | 'prisma'>, key: string): Promise<string> {
  const [match, ...others] = await resolveKey(store, key);
  if (match === undefined) throw new ServiceError('not-found', 'No flow has this key.');
  if (others.length === 0) return match.flowId;
  const matches = await tellFlows(store, [match, ...others]);
  throw new ServiceError('ambiguous', `${matches.length >= MOST_MATCHES ? `At least ${MOST_MATCHES}` : matches.length} flows have this key.`, { members: { matches } });
}
