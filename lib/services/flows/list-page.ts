/** How a page of the list is found in time that does not grow with all that there are: see docs/decisions/tallies-by-shape.md. */
import type { FlowFilter, FlowListQuery } from '#lib/contracts/flows.ts';
import { MINUTE_MICROS, type Micros } from '#lib/core/time.ts';
import { decodeCursor } from '#lib/services/cursor.ts';
import { filterRange, type FilterRange } from '#lib/services/flows/filter-range.ts';
import { indexedWords } from '#lib/services/flows/indexed-words.ts';
import { areFew, LOOKED_THROUGH, MOST_LOOKED_UP } from '#lib/services/flows/looked-through.ts';
import { summaryColumns, type SummaryRow } from '#lib/services/flows/summary.ts';
import { enoughSince, talliedStarts, totalOf } from '#lib/services/flows/tallied-starts.ts';
import { talliedBy, type Tallied } from '#lib/services/flows/tallied.ts';
import { flowConditions, hasConditions, lookUpConditions, wordsOf } from '#lib/services/flows/where.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** Of the newest, where tallies tell what to do if they do not fill the page. */
const LOOKED_AT_FIRST = 3000;
/** So many times as far, where what was found says that the page is full well before: what is not that rare takes longer to be looked up. */
const FURTHER = 4;
/** Flows that are read and put in order, rather than to look through an order for them: at a million flows that takes as long at about so many. */
const MOST_SORTED = 4000;

/** The rows of a page and one more, if there is one. `column` is the order's, whose index (column DESC, id) they are read from. */
export async function pageOf(store: Pick<QueryStore, 'prisma'>, query: FlowListQuery, column: Prisma.Sql, now: Micros): Promise<SummaryRow[]> {
  const { from, to, sort, limit, cursor: _cursor, ...others } = query;
  const range = Prisma.sql`${flowConditions({ from, to }, now)} AND ${after(query, column)}`;
  const page = Prisma.sql`ORDER BY ${column} DESC, f.id LIMIT ${limit + 1}`;
  if (!hasConditions(others)) return store.prisma.$queryRaw<SummaryRow[]>`SELECT ${summaryColumns} FROM flow f WHERE ${range} ${page}`;

  const lookThrough = (most: number): Promise<SummaryRow[]> => store.prisma.$queryRaw<SummaryRow[]>`
    SELECT ${summaryColumns} FROM (SELECT * FROM flow f WHERE ${range} ORDER BY ${column} DESC, f.id LIMIT ${most}) f WHERE ${flowConditions(others, now)} ${page}`;
  const lookUp = async (since: number | null): Promise<SummaryRow[]> => {
    const indexed = await indexedWords(store, wordsOf(others.q));
    return store.prisma.$queryRaw<SummaryRow[]>`
    WITH f AS MATERIALIZED (SELECT ${summaryColumns} FROM flow f WHERE ${range} AND ${lookUpConditions(others, now, indexed)} ${since === null ? Prisma.empty : Prisma.sql`AND f.started_at >= ${BigInt(since)}::bigint`})
    SELECT * FROM f ${page}`;
  };

  const most = await mostToLookThrough(store, query, others, now);
  const rows = most === 0 ? [] : await lookThrough(most);
  if (rows.length > limit) return rows;
  if (most === LOOKED_THROUGH && rows.length * FURTHER > 2 * limit) {
    const further = await lookThrough(LOOKED_THROUGH * FURTHER);
    if (further.length > limit) return further;
  }
  const tallied = talliedBy(others);
  const since = sort === 'startedAt' && tallied !== null ? await sinceEnough(store, tallied, before(query, now), limit + 1, now) : null;
  const found = await lookUp(since);
  // What was counted a moment ago may be judged or dropped by now.
  return since === null || found.length > limit ? found : lookUp(null);
}

/** In the order, before all that is left is looked up; 0 where that is so little that it is looked up at once. */
async function mostToLookThrough(store: Pick<QueryStore, 'prisma'>, query: FlowListQuery, others: FlowFilter, now: Micros): Promise<number> {
  const tallied = talliedBy(others);
  if (tallied === null) return (await areFew(store, { ...others, from: query.from, to: query.to }, now)) ? 0 : LOOKED_THROUGH;
  if (query.sort === 'startedAt') return LOOKED_AT_FIRST;
  return totalOf(await talliedStarts(store, tallied, filterRange(query, now), 60, now)) <= MOST_SORTED ? 0 : LOOKED_THROUGH;
}

/** The latest start since which there are `enough` flows, or not many more; null where there are fewer in all. */
async function sinceEnough(store: Pick<QueryStore, 'prisma'>, tallied: Tallied, range: FilterRange, enough: number, now: Micros): Promise<number | null> {
  const hours = await talliedStarts(store, tallied, range, 60, now);
  const hour = enoughSince(hours, enough);
  if (hour === null) return null;
  const later = totalOf(hours.filter(({ at }) => at > hour));
  if (totalOf(hours.filter(({ at }) => at >= hour)) <= MOST_LOOKED_UP) return hour;
  const minutes = await talliedStarts(store, tallied, { from: Math.max(range.from ?? -Infinity, hour), to: Math.min(range.to ?? Infinity, hour + 60 * MINUTE_MICROS) }, 1, now);
  return enoughSince(minutes, enough - later) ?? hour;
}

/** What is left of the range for the page that the cursor begins. */
function before({ from, to, sort, cursor }: FlowListQuery, now: Micros): FilterRange {
  const range = filterRange({ from, to }, now);
  return cursor === undefined ? range : { ...range, to: Math.min(range.to ?? Infinity, decodeCursor(cursor, sort).at + 1) };
}

/** The first comparison bounds the scan of the index, which the second, an OR, could not. */
function after(query: FlowListQuery, column: Prisma.Sql): Prisma.Sql {
  if (query.cursor === undefined) return Prisma.sql`true`;
  const { at, id } = decodeCursor(query.cursor, query.sort);
  return Prisma.sql`${column} <= ${BigInt(at)}::bigint AND (${column} < ${BigInt(at)}::bigint OR f.id > ${id})`;
}
