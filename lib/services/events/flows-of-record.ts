/** A page of the flows that show a record, by the hash under which all of them are found. */
import type { RecordFlows, RecordFlowsQuery } from '#lib/contracts/records.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { readSummaries, summaryColumns, type SummaryRow } from '#lib/services/flows/summary.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

const SORT = 'startedAt';

/** The newest first. `shown`: a condition over `flow f`. Throws `invalid` for a cursor of another list. */
export async function pageOfFlows(store: Pick<QueryStore, 'prisma'>, shown: Prisma.Sql, query: RecordFlowsQuery): Promise<RecordFlows> {
  const rows = await store.prisma.$queryRaw<SummaryRow[]>`
    SELECT ${summaryColumns}
    FROM flow f
    WHERE ${shown} AND ${after(query)}
    ORDER BY f.started_at DESC, f.id
    LIMIT ${query.limit + 1}`;
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    flows: await readSummaries(store, page),
    nextCursor: last && rows.length > page.length ? encodeCursor({ sort: SORT, at: Number(last.started_at), id: last.id }) : null,
  };
}

function after({ cursor }: RecordFlowsQuery): Prisma.Sql {
  if (cursor === undefined) return Prisma.sql`true`;
  const { at, id } = decodeCursor(cursor, SORT);
  return Prisma.sql`(f.started_at < ${BigInt(at)}::bigint OR (f.started_at = ${BigInt(at)}::bigint AND f.id > ${id}))`;
}
