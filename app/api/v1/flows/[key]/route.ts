import { routes } from '#lib/contracts/routes.ts';
import { nameFlow } from '#lib/services/flows/name-flow.ts';
import { flowBody } from '#lib/web/flow-body.ts';
import { locating } from '#lib/web/locating.ts';
import { jsonText, route } from '#lib/web/route.ts';

export const GET = route(routes.readFlow, async ({ params, query }, context) =>
  jsonText(await flowBody(context, await nameFlow(context.store, params.key, locating(context)), query.form), 200));
