import type { FlowList, FlowListQuery } from '#lib/contracts/flows.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { summarise, summaryColumns, type SummaryRow } from '#lib/services/flows/summary.ts';
import { flowConditions } from '#lib/services/flows/where.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { Store } from '#lib/store/store.ts';

type Sort = FlowListQuery['sort'];

/** Each has an index of its own, (column DESC, id): a page is read from there and costs the same however far it is from the first. */
const SORTS: Record<Sort, { readonly column: Prisma.Sql; readonly valueOf: (row: SummaryRow) => bigint }> = {
  startedAt: { column: Prisma.sql`f.started_at`, valueOf: (row) => row.started_at },
  lastActivityAt: { column: Prisma.sql`f.last_activity_at`, valueOf: (row) => row.last_activity_at },
  duration: { column: Prisma.sql`f.duration_micros`, valueOf: (row) => row.duration_micros },
};

/**
 * One page of flows, newest (or longest) first. Two queries, whatever the number of flows.
 * Throws `invalid` for a cursor of another order.
 */
export async function listFlows(store: Pick<Store, 'prisma'>, query: FlowListQuery, nowMs: number = Date.now()): Promise<FlowList> {
  const { column, valueOf } = SORTS[query.sort];
  const rows = await store.prisma.$queryRaw<SummaryRow[]>`
    SELECT ${summaryColumns}
    FROM flow f
    WHERE ${flowConditions(query, microsFromMillis(nowMs))} AND ${after(query, column)}
    ORDER BY ${column} DESC, f.id
    LIMIT ${query.limit + 1}`;
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    flows: await summarise(store, page),
    nextCursor: last && rows.length > page.length ? encodeCursor({ sort: query.sort, at: Number(valueOf(last)), id: last.id }) : null,
  };
}

/** The first comparison bounds the scan of the index, which the second, an OR, could not. */
function after(query: FlowListQuery, column: Prisma.Sql): Prisma.Sql {
  if (query.cursor === undefined) return Prisma.sql`true`;
  const { at, id } = decodeCursor(query.cursor, query.sort);
  return Prisma.sql`${column} <= ${BigInt(at)}::bigint AND (${column} < ${BigInt(at)}::bigint OR f.id > ${id})`;
}
