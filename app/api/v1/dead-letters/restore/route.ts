import { routes } from '#lib/contracts/routes.ts';
import { restoreDeadLetters } from '#lib/services/dead-letters/decide-letters.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.restoreDeadLetters, ({ body, request }, context) => restoreDeadLetters(context.store, { actor: actorOf(request, context) }, body));
