import { routes } from '#lib/contracts/routes.ts';
import { FAILURE_GROUP_HEADINGS, failureGroupRow } from '#lib/core/dead-letters/export-rows.ts';
import { listFailureGroups } from '#lib/services/dead-letters/list-failure-groups.ts';
import { recordExport } from '#lib/services/dead-letters/record-export.ts';
import { actorOf } from '#lib/web/actor.ts';
import { exportList, PAGE_OF_EXPORT } from '#lib/web/export.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listFailureGroups, async ({ query, request }, context) => {
  const { format, ...asked } = query;
  const nowMs = Date.now();
  if (format === undefined) return listFailureGroups(context.store, asked, nowMs);
  return exportList(format, {
    name: 'failure-groups',
    headings: FAILURE_GROUP_HEADINGS,
    row: failureGroupRow,
    page: async (cursor) => {
      const { failureGroups, nextCursor } = await listFailureGroups(context.store, { ...asked, limit: PAGE_OF_EXPORT, cursor }, nowMs);
      if (cursor === undefined) await recordExport(context.store, actorOf(request, context), { what: 'failure groups', format, query: asked }, nowMs);
      return { items: failureGroups, nextCursor };
    },
  });
});
