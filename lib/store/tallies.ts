/**
 * Tallies: how many flows started in each minute, ten minutes, hour and day, by what people filter by.
 * Triggers on `flow` note what each statement adds and takes away, whoever writes; one pass of the rollup brings that into the tallies.
 * See docs/decisions/tallies-by-trigger.md.
 */
import { cutRange, type Edge, type TallySpan, type TallyWidth } from '#lib/core/tally/cut-range.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import { MINUTE_MICROS } from '#lib/core/time.ts';

/** `flow_tally.facet`. */
export const TALLY = { all: 0, kind: 1, service: 2, topic: 3 } as const;

export interface TallyRange {
  /** Microseconds since the epoch; null is without end. */
  readonly from: number | null;
  /** Exclusive. */
  readonly to: number | null;
  /** No wider buckets than these many minutes. */
  readonly widest?: TallyWidth;
}

/**
 * A subquery of the tallies of all flows in a range: `at` (the start of what is counted, in microseconds), and a count for each status, named as in `flow_tally`.
 * What is no whole minute is counted from rows, in the same statement and so at the same moment.
 */
export function flowTalliesIn({ from, to, widest }: TallyRange): Prisma.Sql {
  const { spans, edges } = cutRange(from, to, widest);
  const parts = [...spans.map((span) => tallySpan(span, [TALLY.all])), ...edges.map(countedEdge)];
  return parts.length === 0 ? NOTHING : Prisma.sql`(${Prisma.join(parts, ' UNION ALL ')})`;
}

/** The same of these facets, for each `facet` and `value`; the range must be of whole hours (null: there are none), since no narrower tallies of theirs are kept. */
export function facetTalliesIn(hours: TallyRange | null, facets: readonly (typeof TALLY)['kind' | 'service' | 'topic'][]): Prisma.Sql {
  const spans = hours === null ? [] : cutRange(hours.from, hours.to).spans;
  return spans.length === 0 ? NOTHING : Prisma.sql`(${Prisma.join(spans.map((span) => tallySpan(span, facets)), ' UNION ALL ')})`;
}

/** A stretch of the index for each facet. */
const tallySpan = ({ width, from, to }: TallySpan, facets: readonly number[]): Prisma.Sql =>
  Prisma.sql`SELECT facet, value, bucket * ${BigInt(width * MINUTE_MICROS)}::bigint AS at, failed, stalled, compensated, completed, in_flight
    FROM flow_tally WHERE width = ${width}::smallint AND facet = ANY(${facets}::smallint[])${from === null ? Prisma.empty : Prisma.sql` AND bucket >= ${BigInt(from)}::bigint`}${to === null ? Prisma.empty : Prisma.sql` AND bucket < ${BigInt(to)}::bigint`}`;

const NOTHING = Prisma.sql`(${tallySpan({ width: 1, from: 0, to: 0 }, [])})`;

const countedEdge = ({ from, to }: Edge): Prisma.Sql =>
  Prisma.sql`SELECT 0::smallint AS facet, '' AS value, started_at AS at, (status = 'failed')::int AS failed, (status = 'stalled')::int AS stalled, (status = 'compensated')::int AS compensated, (status = 'completed')::int AS completed, (status = 'in-flight')::int AS in_flight
    FROM flow WHERE started_at >= ${BigInt(from)}::bigint AND started_at < ${BigInt(to)}::bigint`;

/** The sum of these statuses in a row of `talliesIn`. */
export const sumOf = (statuses: readonly string[]): Prisma.Sql =>
  statuses.length === 0 ? Prisma.sql`0` : Prisma.join(statuses.map((status) => STATUS_COLUMNS[status] ?? Prisma.sql`0`), ' + ');

const STATUS_COLUMNS: Readonly<Record<string, Prisma.Sql>> = {
  failed: Prisma.sql`failed`,
  stalled: Prisma.sql`stalled`,
  compensated: Prisma.sql`compensated`,
  completed: Prisma.sql`completed`,
  'in-flight': Prisma.sql`in_flight`,
};
