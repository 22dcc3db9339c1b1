import { routes } from '#lib/contracts/routes.ts';
import { nameFlow } from '#lib/services/flows/name-flow.ts';
import { flowBody } from '#lib/web/flow-body.ts';
import { gzippedJson } from '#lib/web/gzipped-json.ts';
import { locating } from '#lib/web/locating.ts';
import { jsonText, route } from '#lib/web/route.ts';

export const GET = route(routes.readFlow, async ({ params, query, request }, context) => {
  const body = await flowBody(context, await nameFlow(context.store, params.key, locating(context)), query.form);
  return typeof body === 'string' ? jsonText(body, 200) : gzippedJson(request, body);
});
