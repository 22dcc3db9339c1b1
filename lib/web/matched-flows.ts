import { cache } from 'react';
import type { KeyMatch } from '#lib/contracts/flows.ts';
import { isLargeFlow } from '#lib/services/flows/large.ts';
import { resolveKey } from '#lib/services/flows/resolve.ts';
import { webContext } from '#lib/web/context.ts';

export interface MatchedFlows {
  readonly matches: KeyMatch[];
  /** The id of the flow, where it is one and of many records. */
  readonly large: string | null;
}

/** The flows that a key names, looked up once for all that makes up one page. For pages that are authorised. */
export const matchedFlows = cache(async (key: string): Promise<MatchedFlows> => {
  const context = webContext();
  const matches = await resolveKey(context.store, key);
  const [match, ...others] = matches;
  const isLarge = match !== undefined && others.length === 0 && (await isLargeFlow(context.store, match.flowId));
  return { matches, large: isLarge ? match.flowId : null };
});
