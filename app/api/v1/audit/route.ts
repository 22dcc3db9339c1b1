import { routes } from '#lib/contracts/routes.ts';
import { AUDIT_HEADINGS, auditRow } from '#lib/core/dead-letters/export-rows.ts';
import { listAudit } from '#lib/services/dead-letters/list-audit.ts';
import { recordExport } from '#lib/services/dead-letters/record-export.ts';
import { actorOf } from '#lib/web/actor.ts';
import { exportList, PAGE_OF_EXPORT } from '#lib/web/export.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listAudit, async ({ query, request }, context) => {
  const { format, ...asked } = query;
  const nowMs = Date.now();
  if (format === undefined) return listAudit(context.store, asked, nowMs);
  return exportList(format, {
    name: 'audit',
    headings: AUDIT_HEADINGS,
    row: auditRow,
    page: async (cursor) => {
      const { entries, nextCursor } = await listAudit(context.store, { ...asked, limit: PAGE_OF_EXPORT, cursor }, nowMs);
      if (cursor === undefined) await recordExport(context.store, actorOf(request, context), { what: 'entries of the audit log', format, query: asked }, nowMs);
      return { items: entries, nextCursor };
    },
  });
});
