import { routes } from '#lib/contracts/routes.ts';
import { nameFlow } from '#lib/services/flows/name-flow.ts';
import { flowBody } from '#lib/web/flow-body.ts';
import { jsonText, route } from '#lib/web/route.ts';

export const GET = route(routes.readFlow, async ({ params, query }, context) =>
  jsonText(await flowBody(context, await nameFlow(context.store, params.key), query.form), 200));
