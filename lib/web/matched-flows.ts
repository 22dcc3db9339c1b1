import { cache } from 'react';
import { locate, type Located } from '#lib/services/flows/locate.ts';
import { webContext } from '#lib/web/context.ts';
import { locating } from '#lib/web/locating.ts';

/** The flows that a key names, looked up once for all that makes up one page. For pages that are authorised. */
export const matchedFlows = cache((key: string): Promise<Located> => {
  const context = webContext();
  return locate(context.store, key, locating(context));
});
