import type { FlowFilter, FlowHistogram } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import { microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { cutIntoBuckets } from '#lib/services/flows/buckets.ts';
import { resolveTimeBound } from '#lib/services/flows/time-bound.ts';
import { flowConditions } from '#lib/services/flows/where.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { Store } from '#lib/store/store.ts';

/** The newest of the matching flows that are counted. */
const MOST_COUNTED = 200_000;

interface BucketRow {
  readonly bucket: number;
  readonly status: string;
  readonly count: number;
}

/** How many flows started when, by status. Without `from` and `to` the bars span the flows that there are. */
export async function flowHistogram(store: Pick<Store, 'prisma'>, filter: FlowFilter, nowMs: number = Date.now()): Promise<FlowHistogram> {
  const now = microsFromMillis(nowMs);
  const matching = Prisma.sql`SELECT f.started_at, f.status FROM flow f WHERE ${flowConditions(filter, now)} ORDER BY f.started_at DESC LIMIT ${MOST_COUNTED}`;
  const extent = await extentOf(store, filter, matching, now);
  if (extent === null) return { bucketMs: 0, buckets: [], truncated: false, countedSince: null };
  const { origin, width, count } = cutIntoBuckets(extent.from, extent.to);
  const rows = await store.prisma.$queryRaw<BucketRow[]>`
    SELECT ((started_at - ${BigInt(origin)}::bigint) / ${BigInt(width)}::bigint)::int AS bucket, status, count(*)::int AS count
    FROM (${matching}) AS matching
    WHERE started_at < ${BigInt(origin + width * count)}::bigint
    GROUP BY 1, 2`;
  const byBucket = Map.groupBy(rows, (row) => row.bucket);
  const counted = rows.reduce((sum, row) => sum + row.count, 0);
  return {
    bucketMs: millisFromMicros(width),
    buckets: Array.from({ length: count }, (_, index) => ({
      at: rfc3339(brand<Micros>(origin + index * width)),
      counts: Object.fromEntries((byBucket.get(index) ?? []).map((row) => [row.status, row.count])),
    })),
    truncated: counted >= MOST_COUNTED,
    countedSince: null,
  };
}

/** The time that the bars span, in microseconds; null where there is nothing to show. `to` itself is outside the filter. */
async function extentOf(store: Pick<Store, 'prisma'>, filter: FlowFilter, matching: Prisma.Sql, now: Micros): Promise<{ from: number; to: number } | null> {
  const from = filter.from === undefined ? null : resolveTimeBound(filter.from, now);
  const to = filter.to === undefined ? null : resolveTimeBound(filter.to, now) - 1;
  if (from !== null && to !== null) return to < from ? null : { from, to };
  const [found] = await store.prisma.$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
    SELECT min(started_at) AS first, max(started_at) AS last FROM (${matching}) AS matching`;
  if (!found || found.first === null || found.last === null) return from === null || from > now ? null : { from, to: now };
  const first = from ?? Number(found.first);
  // A clock that runs ahead writes flows of the future: they are shown, not cut off.
  return { from: first, to: to ?? Math.max(Number(found.last), from === null ? 0 : now) };
}
