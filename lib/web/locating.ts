import type { LocateOptions } from '#lib/services/flows/locate.ts';
import type { WebContext } from '#lib/web/context.ts';

/** What flows are derived by where the rollup has not come to them: as the collector is set up, so that both come to the same. */
export const locating = ({ conventions, settings }: Pick<WebContext, 'conventions' | 'settings'>): LocateOptions => ({ conventions, hubLimit: settings.limits.hubLimit, compensations: settings.compensations });
