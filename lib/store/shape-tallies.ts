/**
 * Tallies by shape: how many flows started when, for any combination of kinds, services, topics and dead letters.
 * A shape is what flows have in common of these. A day of a shape is one row, told by the hour, and an hour one row, told by the minute.
 * See docs/decisions/tallies-by-shape.md.
 */
import { cutRange, type Edge, type TallySpan, type TallyWidth } from '#lib/core/tally/cut-range.ts';
import { MINUTE_MICROS } from '#lib/core/time.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { TallyRange } from '#lib/store/tallies.ts';

/** The shape of `flow f`: an expression that has an index, followed by the status and the start. */
const SHAPE_OF_FLOW = Prisma.sql`flow_shape_id(f.kind, f.services, f.topics, f.dead_letter_count)`;

/** Flows of the shapes for which these conditions on `f` hold, by that index; `flow_shape` has the columns of `flow` that shapes are made of. */
export const ofShapes = (conditions: Prisma.Sql): Prisma.Sql => Prisma.sql`${SHAPE_OF_FLOW} = ANY (ARRAY(SELECT f.id FROM flow_shape f WHERE ${conditions}))`;

const WIDEST: TallyWidth = 60;
const HOUR_MICROS = 60 * MINUTE_MICROS;

/**
 * A subquery of the tallies in a range: `shape`, `at` (the start of what is counted, in microseconds), `status` (its place in `TALLIED_STATUSES`) and `count`.
 * What is no whole minute is counted from rows, in the same statement and so at the same moment.
 * @param conditions on `f`, which is a shape
 */
export function shapeTalliesIn({ from, to, widest = WIDEST }: TallyRange, conditions: Prisma.Sql, statuses: readonly string[]): Prisma.Sql {
  const cut = cutRange(from, to, widest < WIDEST ? widest : WIDEST);
  const spans = inHoursAndMinutes(cut.spans);
  const places = statuses.map((status) => TALLIED_STATUSES.indexOf(status));
  const parts = [...spans.map((span) => talliedSpan(span, places)), ...cut.edges.map((edge) => countedEdge(edge, statuses))];
  return Prisma.sql`(
    WITH wanted AS MATERIALIZED (SELECT f.id FROM flow_shape f WHERE ${conditions})
    ${parts.length === 0 ? talliedSpan({ width: 1, from: 0, to: 0 }, []) : Prisma.join(parts, ' UNION ALL ')})`;
}

/** There are no tens of minutes here: what is narrower than an hour is one stretch of minutes, until the next hour. */
function inHoursAndMinutes(spans: readonly TallySpan[]): TallySpan[] {
  const merged: TallySpan[] = [];
  for (const span of spans.map(({ width, from, to }): TallySpan => (width < WIDEST ? { width: 1, from: from === null ? null : from * width, to: to === null ? null : to * width } : { width, from, to }))) {
    const last = merged.at(-1);
    if (last?.width === 1 && span.width === 1) merged.splice(-1, 1, { ...last, to: span.to });
    else merged.push(span);
  }
  return merged;
}

/** As they are numbered in `flow_shape_tally`. */
const TALLIED_STATUSES: readonly string[] = ['failed', 'stalled', 'compensated', 'completed', 'in-flight'];

/** The name of a status by its place. */
export const statusOf = (place: Prisma.Sql): Prisma.Sql => Prisma.sql`(${TALLIED_STATUSES}::text[])[1 + ${place}]`;

/** Whole hours stand in the rows of days, whole minutes in those of hours. */
function talliedSpan({ width, from, to }: TallySpan, statuses: readonly number[]): Prisma.Sql {
  const [row, units, unitMicros] = width === WIDEST ? [1440, 24, HOUR_MICROS] : [60, 60, MINUTE_MICROS];
  const unit = Prisma.sql`t.bucket * ${BigInt(units)}::bigint + (u.part >> 3)`;
  const first = from === null ? null : (from * width * MINUTE_MICROS) / unitMicros;
  const last = to === null ? null : (to * width * MINUTE_MICROS) / unitMicros;
  const since = first === null ? Prisma.empty : Prisma.sql`AND t.bucket >= ${BigInt(Math.floor(first / units))}::bigint AND ${unit} >= ${BigInt(first)}::bigint`;
  const until = last === null ? Prisma.empty : Prisma.sql`AND t.bucket <= ${BigInt(Math.floor((last - 1) / units))}::bigint AND ${unit} < ${BigInt(last)}::bigint`;
  const some = statuses.length === TALLIED_STATUSES.length ? Prisma.empty : Prisma.sql`AND u.part & 7 = ANY (${statuses}::int[])`;
  return Prisma.sql`
    SELECT t.shape, (${unit}) * ${BigInt(unitMicros)}::bigint AS at, u.part & 7 AS status, u.count
      FROM flow_shape_tally t CROSS JOIN LATERAL unnest(t.parts, t.counts) u (part, count)
     WHERE t.width = ${row}::smallint AND t.shape = ANY (ARRAY(SELECT id FROM wanted)) ${since} ${until} ${some}`;
}

const countedEdge = ({ from, to }: Edge, statuses: readonly string[]): Prisma.Sql => Prisma.sql`
    SELECT ${SHAPE_OF_FLOW} AS shape, f.started_at AS at, array_position(${TALLIED_STATUSES}::text[], f.status) - 1 AS status, 1 AS count
      FROM flow f WHERE f.started_at >= ${BigInt(from)}::bigint AND f.started_at < ${BigInt(to)}::bigint AND f.status = ANY (${statuses}::text[])
       AND ${SHAPE_OF_FLOW} = ANY (ARRAY(SELECT id FROM wanted))`;
