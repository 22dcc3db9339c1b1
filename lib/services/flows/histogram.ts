import type { FlowFilter, FlowHistogram, FlowStatus } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import { TALLY_WIDTHS } from '#lib/core/tally/cut-range.ts';
import { MINUTE_MICROS, microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { cutIntoBuckets, type Buckets } from '#lib/services/flows/buckets.ts';
import { filterRange, type FilterRange } from '#lib/services/flows/filter-range.ts';
import { allFlows, FEW, isRare, LOOKED_THROUGH, MOST_LOOKED_UP, newestFlows } from '#lib/services/flows/looked-through.ts';
import { talliedBy, type Tallied } from '#lib/services/flows/tallied.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { Store } from '#lib/store/store.ts';
import { sumOf, talliesIn } from '#lib/store/tallies.ts';

interface Bar {
  readonly bucket: number;
  readonly status: FlowStatus;
  readonly count: number;
}

interface Extent {
  readonly count: number;
  /** Of the first and the last that were counted, in microseconds; null where there are none. */
  readonly first: number | null;
  readonly last: number | null;
}

/** How many flows started when, by status. Without `from` and `to` the bars span the flows that there are. Many are counted by tallies, in whole minutes; few from their rows. */
export async function flowHistogram(store: Pick<Store, 'prisma'>, filter: FlowFilter, nowMs: number = Date.now()): Promise<FlowHistogram> {
  const now = microsFromMillis(nowMs);
  const range = filterRange(filter, now);
  const tallied = talliedBy(filter);
  if (tallied !== null) {
    const extent = await extentTallied(store, range, tallied);
    if (extent.count > MOST_LOOKED_UP || isLong(range, extent)) {
      const buckets = cutFor(range, extent, now, MINUTE_MICROS);
      return buckets === null ? NOTHING : histogram(buckets, await barsTallied(store, range, tallied, buckets), null);
    }
  }
  const look = tallied === null && !isRare(filter) ? await extentOf(store, newestFlows(filter, now, Prisma.sql`f.status`)) : null;
  const isPart = look !== null && look.seen === LOOKED_THROUGH && look.count >= FEW;
  const flows = isPart ? newestFlows(filter, now, Prisma.sql`f.status`) : allFlows(filter, now, Prisma.sql`f.status`);
  const extent = isPart ? look : await extentOf(store, flows);
  const buckets = cutFor(range, extent, now, 0);
  return buckets === null ? NOTHING : histogram(buckets, await barsOf(store, flows, buckets), isPart ? look.since : null);
}

const NOTHING: FlowHistogram = { bucketMs: 0, buckets: [], truncated: false, countedSince: null };

function histogram({ origin, width, count }: Buckets, bars: readonly Bar[], since: number | null): FlowHistogram {
  const byBucket = Map.groupBy(bars, (bar) => bar.bucket);
  return {
    bucketMs: millisFromMicros(width),
    buckets: Array.from({ length: count }, (_, index) => ({
      at: rfc3339(brand<Micros>(origin + index * width)),
      counts: Object.fromEntries((byBucket.get(index) ?? []).map((bar) => [bar.status, bar.count])),
    })),
    truncated: since !== null,
    countedSince: since === null ? null : rfc3339(brand<Micros>(since)),
  };
}

/** Whether bars are whole minutes anyway: then rows would tell nothing that tallies do not. */
const isLong = ({ from, to }: FilterRange, { first, last }: Extent): boolean => first !== null && last !== null && (to ?? last) - (from ?? first) >= LONG_MICROS;
const LONG_MICROS = 4 * 60 * MINUTE_MICROS;

/** Null where there is nothing to show. `to` itself is outside the filter. */
function cutFor({ from, to }: FilterRange, { first, last }: Extent, now: Micros, narrowest: number): Buckets | null {
  const end = to === null ? null : to - 1;
  if (from !== null && end !== null) return end < from ? null : cutIntoBuckets(from, end, narrowest);
  if (first === null || last === null) return from === null || from > now ? null : cutIntoBuckets(from, now, narrowest);
  // A clock that runs ahead writes flows of the future: they are shown, not cut off.
  return cutIntoBuckets(from ?? first, end ?? Math.max(last, from === null ? 0 : now), narrowest);
}

async function extentOf(store: Pick<Store, 'prisma'>, flows: Prisma.Sql): Promise<Extent & { readonly seen: number; readonly since: number | null }> {
  const [row] = await store.prisma.$queryRaw<{ seen: number; since: bigint | null; count: number; first: bigint | null; last: bigint | null }[]>`
    SELECT count(*)::int AS seen, min(started_at) AS since, count(*) FILTER (WHERE matches)::int AS count, min(started_at) FILTER (WHERE matches) AS first, max(started_at) FILTER (WHERE matches) AS last FROM (${flows}) f`;
  return { seen: row?.seen ?? 0, count: row?.count ?? 0, since: numberOf(row?.since), first: numberOf(row?.first), last: numberOf(row?.last) };
}

const barsOf = (store: Pick<Store, 'prisma'>, flows: Prisma.Sql, { origin, width, count }: Buckets): Promise<Bar[]> =>
  store.prisma.$queryRaw<Bar[]>`
    SELECT ((started_at - ${BigInt(origin)}::bigint) / ${BigInt(width)}::bigint)::int AS bucket, status, count(*)::int AS count
      FROM (${flows}) f WHERE matches AND started_at < ${BigInt(origin + width * count)}::bigint GROUP BY 1, 2`;

/** How many there are, and the minutes in which the first and the last of them started. */
async function extentTallied(store: Pick<Store, 'prisma'>, range: FilterRange, { facet, values, statuses }: Tallied): Promise<Extent> {
  const [row] = await store.prisma.$queryRaw<{ count: number; first: bigint | null; last: bigint | null }[]>`
    SELECT coalesce(sum(${sumOf(statuses)}), 0)::int AS count, min(at) FILTER (WHERE ${sumOf(statuses)} > 0) AS first, max(at) FILTER (WHERE ${sumOf(statuses)} > 0) AS last
      FROM ${talliesIn(range, [facet], values)} t`;
  const first = numberOf(row?.first);
  const last = numberOf(row?.last);
  if (range.from !== null && range.to !== null) return { count: row?.count ?? 0, first, last };
  // Where the range has no end, its outermost tallies are whole days: the minutes are looked for in those.
  const [exact] = await store.prisma.$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
    SELECT (SELECT min(at) FROM ${talliesIn(dayOf(first, range), [facet], values)} t WHERE ${sumOf(statuses)} > 0) AS first,
           (SELECT max(at) FROM ${talliesIn(dayOf(last, range), [facet], values)} t WHERE ${sumOf(statuses)} > 0) AS last`;
  return { count: row?.count ?? 0, first: numberOf(exact?.first), last: numberOf(exact?.last) };
}

/** By the minute. */
const dayOf = (at: number | null, { from, to }: FilterRange): FilterRange & { readonly widest: 1 } => ({
  from: Math.max(from ?? -Infinity, at ?? 0),
  to: Math.min(to ?? Infinity, at === null ? 0 : at + DAY_MICROS),
  widest: 1,
});

const DAY_MICROS = 1440 * MINUTE_MICROS;

function barsTallied(store: Pick<Store, 'prisma'>, range: FilterRange, { facet, values, statuses }: Tallied, { origin, width, count }: Buckets): Promise<Bar[]> {
  const widest = TALLY_WIDTHS.find((minutes) => width % (minutes * MINUTE_MICROS) === 0) ?? 1;
  return store.prisma.$queryRaw<Bar[]>`
    SELECT bucket, status, count::int FROM (
      SELECT ((at - ${BigInt(origin)}::bigint) / ${BigInt(width)}::bigint)::int AS bucket,
             sum(failed) AS failed, sum(stalled) AS stalled, sum(compensated) AS compensated, sum(completed) AS completed, sum(in_flight) AS in_flight
        FROM ${talliesIn({ from: Math.max(range.from ?? -Infinity, origin), to: Math.min(range.to ?? Infinity, origin + width * count), widest }, [facet], values)} t GROUP BY 1
    ) b CROSS JOIN LATERAL (VALUES ('failed', failed), ('stalled', stalled), ('compensated', compensated), ('completed', completed), ('in-flight', in_flight)) s (status, count)
    WHERE count > 0 AND status = ANY(${statuses}::text[])`;
}

const numberOf = (value: bigint | null | undefined): number | null => (value === null || value === undefined ? null : Number(value));
