import { routes } from '#lib/contracts/routes.ts';
import { discardDeadLetters } from '#lib/services/dead-letters/decide-letters.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.discardDeadLetters, ({ body, request }, context) => discardDeadLetters(context.store, { actor: actorOf(request, context) }, body));
