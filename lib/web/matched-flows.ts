import { cache } from 'react';
import type { KeyMatch } from '#lib/contracts/flows.ts';
import { resolveKey } from '#lib/services/flows/resolve.ts';
import { webContext } from '#lib/web/context.ts';

/** The flows that a key names, looked up once for all that makes up one page. For pages that are authorised. */
export const matchedFlows = cache((key: string): Promise<KeyMatch[]> => resolveKey(webContext().store, key));
