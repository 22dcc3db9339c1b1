import { routes } from '#lib/contracts/routes.ts';
import { REPLAY_ITEM_HEADINGS, replayItemRow } from '#lib/core/dead-letters/export-rows.ts';
import { recordExport } from '#lib/services/dead-letters/record-export.ts';
import { listReplayItems } from '#lib/services/replays/items.ts';
import { actorOf } from '#lib/web/actor.ts';
import { exportList, PAGE_OF_EXPORT } from '#lib/web/export.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listReplayItems, async ({ params, query, request }, context) => {
  const { format, ...asked } = query;
  if (format === undefined) return listReplayItems(context.store, params.id, asked);
  return exportList(format, {
    name: `replay-${params.id}`,
    headings: REPLAY_ITEM_HEADINGS,
    row: replayItemRow,
    page: async (cursor) => {
      const { items, nextCursor } = await listReplayItems(context.store, params.id, { ...asked, limit: PAGE_OF_EXPORT, cursor });
      if (cursor === undefined) await recordExport(context.store, actorOf(request, context), { what: `items of replay ${params.id}`, format, query: asked, subjects: [params.id] });
      return { items, nextCursor };
    },
  });
});
