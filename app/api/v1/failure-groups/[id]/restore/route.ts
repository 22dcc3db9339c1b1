import { routes } from '#lib/contracts/routes.ts';
import { restoreFailureGroup } from '#lib/services/dead-letters/decide-group.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.restoreFailureGroup, ({ params, body: { reason = null, decisionId }, request }, context) =>
  restoreFailureGroup(context.store, { id: params.id, actor: actorOf(request, context) }, { reason, decisionId: decisionId === undefined ? null : BigInt(decisionId) }),
);
