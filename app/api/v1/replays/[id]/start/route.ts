import { routes } from '#lib/contracts/routes.ts';
import { readReplay } from '#lib/services/replays/read.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { actorOf } from '#lib/web/actor.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.startReplay, async ({ params, body, request }, context) => {
  await startReplay(context.store, { id: params.id, actor: actorOf(request, context) }, body.confirmCount);
  return readReplay(context.store, params.id);
});
