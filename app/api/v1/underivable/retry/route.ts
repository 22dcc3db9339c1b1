import { routes } from '#lib/contracts/routes.ts';
import { retry } from '#lib/services/health/underivable.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.retryUnderivable, ({ request }, context) => retry(context.store, actorOf(request, context)));
