import { routes } from '#lib/contracts/routes.ts';
import { REPLAY_HEADINGS, replayRow } from '#lib/core/dead-letters/export-rows.ts';
import { recordExport } from '#lib/services/dead-letters/record-export.ts';
import { listReplays } from '#lib/services/replays/list.ts';
import { planReplay } from '#lib/services/replays/plan-replay.ts';
import { actorOf } from '#lib/web/actor.ts';
import { collectorTopics } from '#lib/web/collector-topics.ts';
import { exportList, PAGE_OF_EXPORT } from '#lib/web/export.ts';
import { json, route } from '#lib/web/route.ts';

export const GET = route(routes.listReplays, async ({ query, request }, context) => {
  const { format, ...asked } = query;
  if (format === undefined) return listReplays(context.store, asked);
  return exportList(format, {
    name: 'replays',
    headings: REPLAY_HEADINGS,
    row: replayRow,
    page: async (cursor) => {
      const { replays, nextCursor } = await listReplays(context.store, { ...asked, limit: PAGE_OF_EXPORT, cursor });
      if (cursor === undefined) await recordExport(context.store, actorOf(request, context), { what: 'replays', format, query: asked });
      return { items: replays, nextCursor };
    },
  });
});

export const POST = route(routes.planReplay, async ({ body, request }, context) => {
  const { store, settings, conventions } = context;
  const plan = await planReplay(store, body, actorOf(request, context), { conventions, allowed: settings.replays.targets, ask: collectorTopics(settings) });
  return json(plan, routes.planReplay.status, { Location: `/api/v1/replays/${plan.id}` });
});
