import { routes } from '#lib/contracts/routes.ts';
import { changeFailureGroup } from '#lib/services/dead-letters/decide-group.ts';
import { readFailureGroup } from '#lib/services/dead-letters/read-failure-group.ts';
import { summaryOfGroup } from '#lib/services/dead-letters/summary-of-group.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readFailureGroup, ({ params }, { store, conventions }) => readFailureGroup(store, params.id, conventions));

export const PATCH = route(routes.changeFailureGroup, async ({ params, body, request }, context) => {
  await changeFailureGroup(context.store, { id: params.id, actor: actorOf(request, context) }, body);
  return summaryOfGroup(context.store, params.id);
});
