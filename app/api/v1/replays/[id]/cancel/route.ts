import { routes } from '#lib/contracts/routes.ts';
import { cancelReplay } from '#lib/services/replays/change-replay.ts';
import { readReplay } from '#lib/services/replays/read.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.cancelReplay, async ({ params, body, request }, context) => {
  await cancelReplay(context.store, { id: params.id, actor: actorOf(request, context) }, body.reason ?? null);
  return readReplay(context.store, params.id);
});
