import { FlowStatus, type FlowFilter, type FlowHistogram } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import { MINUTE_MICROS, microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { cutIntoBuckets, type Buckets } from '#lib/services/flows/buckets.ts';
import { filterRange, type FilterRange } from '#lib/services/flows/filter-range.ts';
import { allFlows, areFew, FEW, LOOKED_THROUGH, MOST_LOOKED_UP, newestFlows } from '#lib/services/flows/looked-through.ts';
import { talliedStarts, totalOf, type Started } from '#lib/services/flows/tallied-starts.ts';
import { talliedBy, type Tallied } from '#lib/services/flows/tallied.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

interface Bar {
  readonly bucket: number;
  readonly status: FlowStatus;
  readonly count: number;
}

interface Extent {
  /** Of the first and the last that were counted, in microseconds; null where there are none. */
  readonly first: number | null;
  readonly last: number | null;
}

/** How many flows started when, by status. Without `from` and `to` the bars span the flows that there are. Many are counted by tallies, in whole minutes; few from their rows. */
export async function flowHistogram(store: Pick<QueryStore, 'prisma'>, filter: FlowFilter, nowMs: number = Date.now()): Promise<FlowHistogram> {
  const now = microsFromMillis(nowMs);
  const range = filterRange(filter, now);
  const tallied = talliedBy(filter);
  if (tallied !== null) {
    const hours = await talliedStarts(store, tallied, range, 60, now);
    if (totalOf(hours) > MOST_LOOKED_UP || isLong(range, extentOf(hours))) return ofTallies(store, hours, { tallied, range, now });
    return ofRows(store, filter, range, now);
  }
  if (await areFew(store, filter, now)) return ofRows(store, filter, range, now);
  const newest = newestFlows(filter, now, STATUS);
  const look = await lookThrough(store, newest);
  if (look.seen < LOOKED_THROUGH || look.count < FEW) return ofRows(store, filter, range, now);
  const buckets = cutFor(range, look, now, 0);
  return buckets === null ? NOTHING : histogram(buckets, await barsOf(store, newest, buckets), look.since);
}

const STATUS = Prisma.sql`f.status`;
const HOUR_MICROS = 60 * MINUTE_MICROS;

/** Bars of whole hours are told by the hours; for narrower ones the minutes are read, between the first and the last hour. */
async function ofTallies(store: Pick<QueryStore, 'prisma'>, hours: readonly Started[], { tallied, range, now }: { readonly tallied: Tallied; readonly range: FilterRange; readonly now: Micros }): Promise<FlowHistogram> {
  const { first, last } = extentOf(hours);
  const end = last === null ? null : last + HOUR_MICROS;
  const wide = cutFor(range, { first, last: end === null ? null : end - 1 }, now, MINUTE_MICROS);
  if (wide === null) return NOTHING;
  if (wide.width % HOUR_MICROS === 0 || first === null || end === null) return histogram(wide, barsIn(wide, hours), null);
  const within = { from: Math.max(range.from ?? -Infinity, first), to: Math.min(range.to ?? Infinity, end) };
  const minutes = await talliedStarts(store, tallied, within, 1, now);
  const buckets = cutFor(range, extentOf(minutes), now, MINUTE_MICROS);
  return buckets === null ? NOTHING : histogram(buckets, barsIn(buckets, minutes), null);
}

/** Of all that are left, which are few. */
async function ofRows(store: Pick<QueryStore, 'prisma'>, filter: FlowFilter, range: FilterRange, now: Micros): Promise<FlowHistogram> {
  const rows = await store.prisma.$queryRaw<{ at: bigint; status: FlowStatus; count: number }[]>`
    SELECT started_at AS at, status, count(*)::int AS count FROM (${await allFlows(store, filter, now, STATUS)}) f GROUP BY 1, 2`;
  const starts = rows.map((row) => ({ ...row, at: Number(row.at) }));
  const buckets = cutFor(range, extentOf(starts), now, 0);
  return buckets === null ? NOTHING : histogram(buckets, barsIn(buckets, starts), null);
}

const barsIn = ({ origin, width }: Buckets, starts: readonly Started[]): Bar[] => starts.map(({ at, status, count }) => ({ bucket: Math.floor((at - origin) / width), status, count }));

const extentOf = (starts: readonly Started[]): Extent =>
  starts.reduce<Extent>(({ first, last }, { at }) => ({ first: Math.min(first ?? at, at), last: Math.max(last ?? at, at) }), { first: null, last: null });

const NOTHING: FlowHistogram = { bucketMs: 0, buckets: [], truncated: false, countedSince: null };

function histogram({ origin, width, count }: Buckets, bars: readonly Bar[], since: number | null): FlowHistogram {
  const byBucket = Map.groupBy(bars, (bar) => bar.bucket);
  return {
    bucketMs: millisFromMicros(width),
    buckets: Array.from({ length: count }, (_, index) => ({
      at: rfc3339(brand<Micros>(origin + index * width)),
      counts: countsOf(byBucket.get(index) ?? []),
    })),
    truncated: since !== null,
    countedSince: since === null ? null : rfc3339(brand<Micros>(since)),
  };
}

/** In the order of the statuses; several bars of one are added up. */
const countsOf = (bars: readonly Bar[]): Record<string, number> =>
  Object.fromEntries(
    FlowStatus.options.map((status) => [status, bars.reduce((sum, bar) => sum + (bar.status === status ? bar.count : 0), 0)] as const).filter(([, count]) => count > 0),
  );

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

async function lookThrough(store: Pick<QueryStore, 'prisma'>, flows: Prisma.Sql): Promise<Extent & { readonly seen: number; readonly count: number; readonly since: number | null }> {
  const [row] = await store.prisma.$queryRaw<{ seen: number; since: bigint | null; count: number; first: bigint | null; last: bigint | null }[]>`
    SELECT count(*)::int AS seen, min(started_at) AS since, count(*) FILTER (WHERE matches)::int AS count, min(started_at) FILTER (WHERE matches) AS first, max(started_at) FILTER (WHERE matches) AS last FROM (${flows}) f`;
  return { seen: row?.seen ?? 0, count: row?.count ?? 0, since: numberOf(row?.since), first: numberOf(row?.first), last: numberOf(row?.last) };
}

const barsOf = (store: Pick<QueryStore, 'prisma'>, flows: Prisma.Sql, { origin, width, count }: Buckets): Promise<Bar[]> =>
  store.prisma.$queryRaw<Bar[]>`
    SELECT ((started_at - ${BigInt(origin)}::bigint) / ${BigInt(width)}::bigint)::int AS bucket, status, count(*)::int AS count
      FROM (${flows}) f WHERE matches AND started_at < ${BigInt(origin + width * count)}::bigint GROUP BY 1, 2`;

const numberOf = (value: bigint | null | undefined): number | null => (value === null || value === undefined ? null : Number(value));
