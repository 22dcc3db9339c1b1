import type { FlowDetail } from '#lib/contracts/flows.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { MOST_MATCHES } from '#lib/services/flows/resolve.ts';
import type { Store } from '#lib/store/store.ts';

/** The flow that a key names. Throws `not-found`, and `ambiguous` with `matches` where it names several. */
export async function oneFlow(store: Store, key: string, options: { readonly conventions: Conventions; readonly displayLimit: number }): Promise<FlowDetail> {
  const result = await readFlow(store, key, options);
  if (result === null) throw new ServiceError('not-found', 'No flow has this key.');
  if ('found' in result) return result.found;
  throw new ServiceError('ambiguous', `${result.matches.length >= MOST_MATCHES ? `At least ${MOST_MATCHES}` : result.matches.length} flows have this key.`, { members: { matches: result.matches } });
}
