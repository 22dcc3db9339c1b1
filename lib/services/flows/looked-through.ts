/**
 * How flows are found that no tally counts, in time that does not grow with all that there are.
 *
 * Read in the order of time, a filter that leaves many finds a hundred at once, and one that leaves few reads a million rows; through the indexes of
 * what is filtered by it is the other way round. The planner guesses which, and is wrong where a service never meets a topic.
 * So the newest are looked through first, a bounded number of them; only where hardly any of those is left, all are looked up by the indexes.
 */
import type { FlowFilter } from '#lib/contracts/flows.ts';
import type { Micros } from '#lib/core/time.ts';
import { flowConditions, hasConditions, lookUpConditions } from '#lib/services/flows/where.ts';
import { Prisma } from '#lib/store/prisma/client.ts';

/** So many of the newest. */
export const LOOKED_THROUGH = 10_000;
/** Where fewer than these are left of them, there are so few in all that each can be looked up. */
export const FEW = 40;
/** Flows that are looked up, where it is known how many there are. */
export const MOST_LOOKED_UP = 3000;

/** A row for each of the newest flows in the range of the filter, and whether it is left: `started_at`, `matches` and these columns of `flow f`. */
export function newestFlows(filter: FlowFilter, now: Micros, columns: Prisma.Sql): Prisma.Sql {
  const { from, to, ...others } = filter;
  return Prisma.sql`SELECT f.started_at, ${hasConditions(others) ? Prisma.sql`(${flowConditions(others, now)})` : Prisma.sql`true`} AS matches, ${columns}
    FROM flow f WHERE ${flowConditions({ from, to }, now)} ORDER BY f.started_at DESC, f.id LIMIT ${LOOKED_THROUGH}`;
}

/** A row for every flow that is left, in no order: the cheapest way to all of them is through what is rare. */
export const allFlows = (filter: FlowFilter, now: Micros, columns: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`SELECT f.started_at, true AS matches, ${columns} FROM flow f WHERE ${lookUpConditions(filter, now)}`;

/** Keys name few flows: looking through others for them is in vain. */
export const isRare = ({ key }: FlowFilter): boolean => key !== undefined;
