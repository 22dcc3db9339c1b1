import { routes } from '#lib/contracts/routes.ts';
import { actorOf } from '#lib/web/actor.ts';
import { reprocessByCollector } from '#lib/web/reprocess.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.reprocessQuarantined, ({ params, request }, context) => reprocessByCollector(context.settings, params.id, actorOf(request, context)));
