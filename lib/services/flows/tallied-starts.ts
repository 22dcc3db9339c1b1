import type { FlowStatus } from '#lib/contracts/flows.ts';
import type { TallyWidth } from '#lib/core/tally/cut-range.ts';
import { MINUTE_MICROS, type Micros } from '#lib/core/time.ts';
import type { FilterRange } from '#lib/services/flows/filter-range.ts';
import type { Tallied } from '#lib/services/flows/tallied.ts';
import { flowConditions } from '#lib/services/flows/where.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import { shapeTalliesIn, statusOf } from '#lib/store/shape-tallies.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { flowTalliesIn } from '#lib/store/tallies.ts';

export interface Started {
  /** The start of the hour or the minute, in microseconds since the epoch. */
  readonly at: number;
  readonly status: FlowStatus;
  readonly count: number;
}

/** How many flows started in each hour, or minute, by status; in no order, and only where there are any. */
export async function talliedStarts(store: Pick<QueryStore, 'prisma'>, { shapes, statuses }: Tallied, range: FilterRange, widest: TallyWidth & (1 | 60), now: Micros): Promise<Started[]> {
  const unit = BigInt(widest * MINUTE_MICROS);
  const rows =
    shapes === null
      ? await store.prisma.$queryRaw<Row[]>`
          SELECT floor_to(t.at, ${unit}::bigint) AS place, s.status, sum(s.count)::int AS count FROM ${flowTalliesIn({ ...range, widest })} t
           CROSS JOIN LATERAL (VALUES ('failed', failed), ('stalled', stalled), ('compensated', compensated), ('completed', completed), ('in-flight', in_flight)) s (status, count)
           WHERE s.count > 0 AND s.status = ANY(${statuses}::text[]) GROUP BY 1, 2`
      : await store.prisma.$queryRaw<Row[]>`
          SELECT place, ${statusOf(Prisma.sql`status`)} AS status, count FROM (
            SELECT floor_to(t.at, ${unit}::bigint) AS place, t.status, sum(t.count)::int AS count FROM ${shapeTalliesIn({ ...range, widest }, flowConditions(shapes, now), statuses)} t GROUP BY 1, 2) s`;
  return rows.map(({ place, status, count }) => ({ at: Number(place * unit), status, count }));
}

interface Row {
  /** Whole hours or minutes since the epoch. */
  readonly place: bigint;
  readonly status: FlowStatus;
  readonly count: number;
}

export const totalOf = (starts: readonly Started[]): number => starts.reduce((sum, { count }) => sum + count, 0);

/** The latest of these since which `enough` flows have started; null where fewer have in all. */
export function enoughSince(starts: readonly Started[], enough: number): number | null {
  let total = 0;
  for (const { at, count } of starts.toSorted((a, b) => b.at - a.at)) {
    total += count;
    if (total >= enough) return at;
  }
  return null;
}
