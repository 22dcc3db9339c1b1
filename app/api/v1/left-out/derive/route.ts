import { routes } from '#lib/contracts/routes.ts';
import { deriveLeftOut } from '#lib/services/health/left-out.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.deriveLeftOut, ({ request }, context) => deriveLeftOut(context.store, actorOf(request, context)));
