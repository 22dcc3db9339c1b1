/**
 * How flows are found that no tally counts, in time that does not grow with all that there are.
 *
 * Read in the order of time, a filter that leaves many finds a hundred at once, and one that leaves few reads a million rows; through the indexes of
 * what is filtered by it is the other way round. The planner guesses which, and is wrong where a service never meets a topic.
 * So the newest are looked through first, a bounded number of them; only where hardly any of those is left, all are looked up by the indexes.
 */
import { FlowStatus, type FlowFilter } from '#lib/contracts/flows.ts';
import type { Micros } from '#lib/core/time.ts';
import { filterRange } from '#lib/services/flows/filter-range.ts';
import { indexedWords } from '#lib/services/flows/indexed-words.ts';
import { talliedStarts, totalOf } from '#lib/services/flows/tallied-starts.ts';
import { talliedPart } from '#lib/services/flows/tallied.ts';
import { flowConditions, hasConditions, lookUpConditions, wordsOf } from '#lib/services/flows/where.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** So many of the newest. */
export const LOOKED_THROUGH = 10_000;
/** Where fewer than these are left of them, there are so few in all that each can be looked up: a thousand of a million, if they are spread evenly. */
export const FEW = 10;
/** Flows that are looked up, where it is known how many there are. */
export const MOST_LOOKED_UP = 3000;

/** A row for each of the newest flows in the range of the filter, and whether it is left: `started_at`, `matches` and these columns of `flow f`. */
export function newestFlows(filter: FlowFilter, now: Micros, columns: Prisma.Sql): Prisma.Sql {
  const { from, to, ...others } = filter;
  return Prisma.sql`SELECT f.started_at, ${hasConditions(others) ? Prisma.sql`(${flowConditions(others, now)})` : Prisma.sql`true`} AS matches, ${columns}
    FROM flow f WHERE ${flowConditions({ from, to }, now)} ORDER BY f.started_at DESC, f.id LIMIT ${LOOKED_THROUGH}`;
}

/**
 * A row for every flow that is left, in no order, by what is rare among its filters: the shapes and statuses, if tallies say that they are, or else
 * whatever has an index and is rarer still.
 */
export async function allFlows(store: Pick<QueryStore, 'prisma'>, filter: FlowFilter, now: Micros, columns: Prisma.Sql): Promise<Prisma.Sql> {
  const indexed = await indexedWords(store, wordsOf(filter.q));
  return Prisma.sql`SELECT f.started_at, true AS matches, ${columns} FROM flow f WHERE ${lookUpConditions(filter, now, indexed)}`;
}

/** Whether so few flows can be left that each is looked up: keys name few, and tallies may say how many have the shapes, statuses and starts that are asked for. */
export async function areFew(store: Pick<QueryStore, 'prisma'>, filter: FlowFilter, now: Micros): Promise<boolean> {
  if (filter.key !== undefined) return true;
  const tallied = talliedPart(filter);
  if (tallied.shapes === null && tallied.statuses.length === FlowStatus.options.length) return false;
  return totalOf(await talliedStarts(store, tallied, filterRange(filter, now), 60, now)) <= MOST_LOOKED_UP;
}
