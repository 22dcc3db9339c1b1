import type { FlowFilter, FlowList, FlowListQuery } from '#lib/contracts/flows.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { isRare, LOOKED_THROUGH } from '#lib/services/flows/looked-through.ts';
import { summarise, summaryColumns, type SummaryRow } from '#lib/services/flows/summary.ts';
import { flowConditions, hasConditions, lookUpConditions } from '#lib/services/flows/where.ts';
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
 * One page of flows, newest (or longest) first: a few queries, whatever the number of flows.
 * Throws `invalid` for a cursor of another order.
 */
export async function listFlows(store: Pick<Store, 'prisma'>, query: FlowListQuery, nowMs: number = Date.now()): Promise<FlowList> {
  const { column, valueOf } = SORTS[query.sort];
  const now = microsFromMillis(nowMs);
  const rows = await pageOf(store, query, column, now);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    flows: await summarise(store, page),
    nextCursor: last && rows.length > page.length ? encodeCursor({ sort: query.sort, at: Number(valueOf(last)), id: last.id }) : null,
  };
}

/** Without what only a list has. */
const filterOf = ({ sort: _sort, limit: _limit, cursor: _cursor, ...filter }: FlowListQuery): FlowFilter => filter;

/** Looked through as far as is bounded; where the page is not full after that, what is left is rare enough to be looked up (looked-through.ts). */
async function pageOf(store: Pick<Store, 'prisma'>, query: FlowListQuery, column: Prisma.Sql, now: Micros): Promise<SummaryRow[]> {
  const others = filterOf({ ...query, from: undefined, to: undefined });
  const { limit } = query;
  const range = Prisma.sql`${flowConditions({ from: query.from, to: query.to }, now)} AND ${after(query, column)}`;
  const page = Prisma.sql`ORDER BY ${column} DESC, f.id LIMIT ${limit + 1}`;
  if (!isRare(others)) {
    const looked = hasConditions(others) ? Prisma.sql`(SELECT * FROM flow f WHERE ${range} ORDER BY ${column} DESC, f.id LIMIT ${LOOKED_THROUGH})` : Prisma.sql`flow`;
    const rows = await store.prisma.$queryRaw<SummaryRow[]>`SELECT ${summaryColumns} FROM ${looked} f WHERE ${hasConditions(others) ? flowConditions(others, now) : range} ${page}`;
    if (rows.length > limit || !hasConditions(others)) return rows;
  }
  return store.prisma.$queryRaw<SummaryRow[]>`
    WITH f AS MATERIALIZED (SELECT ${summaryColumns} FROM flow f WHERE ${range} AND ${lookUpConditions(others, now)})
    SELECT * FROM f ${page}`;
}

/** The first comparison bounds the scan of the index, which the second, an OR, could not. */
function after(query: FlowListQuery, column: Prisma.Sql): Prisma.Sql {
  if (query.cursor === undefined) return Prisma.sql`true`;
  const { at, id } = decodeCursor(query.cursor, query.sort);
  return Prisma.sql`${column} <= ${BigInt(at)}::bigint AND (${column} < ${BigInt(at)}::bigint OR f.id > ${id})`;
}
