import { routes } from '#lib/contracts/routes.ts';
import { discardFailureGroup } from '#lib/services/dead-letters/decide-group.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.discardFailureGroup, ({ params, body, request }, context) => discardFailureGroup(context.store, { id: params.id, actor: actorOf(request, context) }, body.reason));
