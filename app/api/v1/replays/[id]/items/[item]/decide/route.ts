import { routes } from '#lib/contracts/routes.ts';
import { decideItem } from '#lib/services/replays/decide-item.ts';
import { readItem } from '#lib/services/replays/read-item.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.decideReplayItem, async ({ params, body, request }, context) => {
  await decideItem(context.store, { id: params.id, itemId: params.item, actor: actorOf(request, context) }, body);
  return readItem(context.store, params.id, params.item);
});
