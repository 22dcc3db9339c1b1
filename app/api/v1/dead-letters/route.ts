import { routes } from '#lib/contracts/routes.ts';
import { DEAD_LETTER_HEADINGS, deadLetterRow } from '#lib/core/dead-letters/export-rows.ts';
import { listDeadLetters, pageOfDeadLetters } from '#lib/services/dead-letters/list.ts';
import { recordExport } from '#lib/services/dead-letters/record-export.ts';
import { actorOf } from '#lib/web/actor.ts';
import { exportList, PAGE_OF_EXPORT } from '#lib/web/export.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listDeadLetters, async ({ query, request }, context) => {
  const { format, ...asked } = query;
  const nowMs = Date.now();
  if (format === undefined) return listDeadLetters(context.store, asked, nowMs);
  const subjects = asked.failureGroup === undefined ? [] : [asked.failureGroup];
  return exportList(format, {
    name: 'dead-letters',
    headings: DEAD_LETTER_HEADINGS,
    row: deadLetterRow,
    page: async (cursor) => {
      const { deadLetters, nextCursor } = await pageOfDeadLetters(context.store, { ...asked, limit: PAGE_OF_EXPORT, cursor }, nowMs);
      if (cursor === undefined) await recordExport(context.store, actorOf(request, context), { what: 'dead letters', format, query: asked, subjects }, nowMs);
      return { items: deadLetters, nextCursor };
    },
  });
});
