import { FlowStatus, type FlowFacets, type FlowFilter } from '#lib/contracts/flows.ts';
import { wholeHours } from '#lib/core/tally/cut-range.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { filterRange, type FilterRange } from '#lib/services/flows/filter-range.ts';
import { allFlows, areFew, FEW, LOOKED_THROUGH, newestFlows } from '#lib/services/flows/looked-through.ts';
import { talliedBy, type Tallied } from '#lib/services/flows/tallied.ts';
import { flowConditions } from '#lib/services/flows/where.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import { shapeTalliesIn, statusOf } from '#lib/store/shape-tallies.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { facetTalliesIn, flowTalliesIn, sumOf, TALLY } from '#lib/store/tallies.ts';

/** Values of one facet, the most frequent first. */
const MOST_VALUES = 100;

type Facet = 'status' | 'kind' | 'service' | 'topic';
type Counted = { readonly value: string; readonly count: number };

/** How many flows there are by status, kind, service and topic under these filters: from the tallies where they know, else from the newest rows. */
export async function flowFacets(store: Pick<QueryStore, 'prisma'>, filter: FlowFilter, nowMs: number = Date.now()): Promise<FlowFacets> {
  const now = microsFromMillis(nowMs);
  const tallied = talliedBy(filter);
  if (tallied === null) return whole(await countedByLook(store, filter, now));
  return tallied.shapes === null ? allTallied(store, filter, tallied, now) : whole(await counted(store, byShape(filter, tallied, now), null));
}

const whole = (rows: CountedRows): FlowFacets => ({ ...rows, total: rows.counted, atLeast: rows.truncated });

/** Everything from the tallies: what the list shows when it is opened. Whole hours are told by those of each facet, what is left at the ends by the shapes. */
async function allTallied(store: Pick<QueryStore, 'prisma'>, filter: FlowFilter, { statuses }: Tallied, now: Micros): Promise<FlowFacets> {
  const range = filterRange(filter, now);
  const { hours, rest } = wholeHours(range);
  const rows = await store.prisma.$queryRaw<(StatusRow & { facet: number; value: string; count: number })[]>`
    WITH tallies AS (
      SELECT 0 AS facet, '' AS value, failed, stalled, compensated, completed, in_flight FROM ${flowTalliesIn(range)} t
      UNION ALL SELECT facet, value, failed, stalled, compensated, completed, in_flight FROM ${facetTalliesIn(hours, [TALLY.kind, TALLY.service, TALLY.topic])} t
      ${Prisma.join(rest.map(valuesIn).concat(Prisma.empty), ' ')}
    )
    SELECT facet::int, value, count::int, ${STATUS_SUMS} FROM (
      SELECT facet, value, sum(${sumOf(statuses)}) AS count, row_number() OVER (PARTITION BY facet ORDER BY sum(${sumOf(statuses)}) DESC, value) AS place,
             sum(failed) AS failed, sum(stalled) AS stalled, sum(compensated) AS compensated, sum(completed) AS completed, sum(in_flight) AS in_flight
        FROM tallies GROUP BY facet, value
    ) s WHERE count > 0 AND place <= ${MOST_VALUES} ORDER BY facet, place`;
  const of = (facet: number): Counted[] => rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }));
  const all = rows.find((row) => row.facet === TALLY.all);
  const total = all?.count ?? 0;
  return { status: all === undefined ? [] : byStatus(all, statuses), kind: of(TALLY.kind), service: of(TALLY.service), topic: of(TALLY.topic), total, atLeast: false, truncated: false, counted: total };
}

/** Kinds, services and topics in less than some hours, as one more part of a UNION. */
const valuesIn = (range: FilterRange): Prisma.Sql => Prisma.sql`
  UNION ALL SELECT v.facet, v.value, failed, stalled, compensated, completed, in_flight FROM (
    SELECT shape, ${Prisma.join(['failed', 'stalled', 'compensated', 'completed', 'in_flight'].map((name, place) => Prisma.sql`coalesce(sum(count) FILTER (WHERE status = ${Prisma.raw(String(place))}), 0) AS ${Prisma.raw(name)}`))}
      FROM ${shapeTalliesIn(range, Prisma.sql`true`, FlowStatus.options)} t GROUP BY 1
  ) t JOIN flow_shape s ON s.id = t.shape
  CROSS JOIN LATERAL (SELECT ${TALLY.kind}::int AS facet, s.kind AS value UNION ALL SELECT ${TALLY.service}::int, unnest(s.services) UNION ALL SELECT ${TALLY.topic}::int, unnest(s.topics)) v`;

/** A row for each shape and status, with the number of its flows. */
const byShape = (filter: FlowFilter, { shapes, statuses }: Tallied, now: Micros): Prisma.Sql => Prisma.sql`
  SELECT true AS matches, ${statusOf(Prisma.sql`t.status`)} AS status, s.kind, s.services, s.topics, t.count FROM (
    SELECT shape, status, sum(count) AS count FROM ${shapeTalliesIn(filterRange(filter, now), flowConditions(shapes ?? {}, now), statuses)} t GROUP BY 1, 2
  ) t JOIN flow_shape s ON s.id = t.shape`;

type StatusRow = Readonly<Record<FlowStatus, number>>;
const STATUS_SUMS = Prisma.sql`failed::int, stalled::int, compensated::int, completed::int, in_flight::int AS "in-flight"`;

const byStatus = (row: StatusRow, statuses: readonly FlowStatus[]): Counted[] =>
  statuses.map((value) => ({ value, count: row[value] })).filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));

const COLUMNS = Prisma.sql`f.status, f.kind, f.services, f.topics, 1 AS count`;

type CountedRows = Pick<FlowFacets, Facet | 'truncated' | 'counted'>;

/** Of the newest that are looked through; of all, where those were all, or where hardly any of them is left. */
async function countedByLook(store: Pick<QueryStore, 'prisma'>, filter: FlowFilter, now: Micros): Promise<CountedRows> {
  if (await areFew(store, filter, now)) return counted(store, await allFlows(store, filter, now, COLUMNS), null);
  const look = await counted(store, newestFlows(filter, now, COLUMNS), LOOKED_THROUGH);
  return look.truncated && look.counted < FEW ? counted(store, await allFlows(store, filter, now, COLUMNS), null) : look;
}

/** Of rows with a `count` each. `most`: where there are so many rows, they may not be all; null where they are. */
async function counted(store: Pick<QueryStore, 'prisma'>, flows: Prisma.Sql, most: number | null): Promise<CountedRows> {
  const rows = await store.prisma.$queryRaw<{ facet: Facet | 'seen'; value: string; count: number }[]>`
    WITH seen AS MATERIALIZED (${flows}), matching AS MATERIALIZED (SELECT status, kind, services, topics, sum(count) AS count FROM seen WHERE matches GROUP BY 1, 2, 3, 4)
    SELECT 'seen' AS facet, '' AS value, count(*)::int AS count FROM seen
    UNION ALL (SELECT 'status', status, sum(count)::int FROM matching GROUP BY 2 ORDER BY 3 DESC, 2)
    UNION ALL (SELECT 'kind', kind, sum(count)::int FROM matching GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${MOST_VALUES})
    UNION ALL (SELECT 'service', s, sum(count)::int FROM matching, unnest(services) s GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${MOST_VALUES})
    UNION ALL (SELECT 'topic', t, sum(count)::int FROM matching, unnest(topics) t GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${MOST_VALUES})`;
  const of = (facet: Facet | 'seen'): Counted[] => rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }));
  const status = of('status');
  return {
    status,
    kind: of('kind'),
    service: of('service'),
    topic: of('topic'),
    truncated: of('seen').some(({ count }) => count === most),
    counted: status.reduce((sum, { count }) => sum + count, 0),
  };
}
