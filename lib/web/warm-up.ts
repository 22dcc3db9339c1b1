import { routes } from '#lib/contracts/routes.ts';
import { listFlows } from '#lib/services/flows/list.ts';
import { nameFlow } from '#lib/services/flows/name-flow.ts';
import type { WebContext } from '#lib/web/context.ts';
import { flowBody } from '#lib/web/flow-body.ts';
import { locating } from '#lib/web/locating.ts';

/**
 * Lists flows and reads the newest, so that whoever asks first does not wait for connections, and for the database to read its catalogue.
 * What fails here is told to whoever asks.
 */
export async function warmUp(context: WebContext): Promise<void> {
  try {
    const { flows: [newest] } = await listFlows(context.store, routes.listFlows.query.parse({ limit: 1 }));
    if (newest !== undefined) await flowBody(context, await nameFlow(context.store, newest.id, locating(context)), 'json');
  } catch (error) {
    context.log.debug({ err: error }, 'nothing was read before the first request');
  }
}
