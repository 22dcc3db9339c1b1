import type { FlowList, FlowListQuery } from '#lib/contracts/flows.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { encodeCursor } from '#lib/services/cursor.ts';
import { pageOf } from '#lib/services/flows/list-page.ts';
import { readSummaries, type SummaryRow } from '#lib/services/flows/summary.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

type Sort = FlowListQuery['sort'];

/** Each has an index of its own, (column DESC, id): a page is read from there and costs the same however far it is from the first. */
const SORTS: Record<Sort, { readonly column: Prisma.Sql; readonly valueOf: (row: SummaryRow) => bigint }> = {
  startedAt: { column: Prisma.sql`f.started_at`, valueOf: (row) => row.started_at },
  lastActivityAt: { column: Prisma.sql`f.last_activity_at`, valueOf: (row) => row.last_activity_at },
  duration: { column: Prisma.sql`f.duration_micros`, valueOf: (row) => row.duration_micros },
};

/**
 * One page of flows, newest (or longest) first: a few queries, whatever the number of flows.
 * Throws `invalid` for a cursor of another order.
 */
export async function listFlows(store: Pick<QueryStore, 'prisma'>, query: FlowListQuery, nowMs: number = Date.now()): Promise<FlowList> {
  const { column, valueOf } = SORTS[query.sort];
  const rows = await pageOf(store, query, column, microsFromMillis(nowMs));
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    flows: await readSummaries(store, page),
    nextCursor: last && rows.length > page.length ? encodeCursor({ sort: query.sort, at: Number(valueOf(last)), id: last.id }) : null,
  };
}
