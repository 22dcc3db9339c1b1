/** The judged groups of sources that are being sampled, the worst first, as far as a number of partitions. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { unpackLag, type LagDetail } from '#lib/store/packed-lag.ts';

export interface MeasuredGroup {
  readonly source: string;
  readonly group: string;
  readonly sampledAt: Micros;
  readonly detail: LagDetail;
}

/** A source that was not sampled for so many intervals, or for so long, tells nothing of now. */
const STALE_INTERVALS = 3;
const STALE_MICROS = 60_000_000;

export async function readForMetrics(pool: pg.Pool, now: Micros, mostPartitions: number): Promise<{ readonly groups: MeasuredGroup[]; readonly leftOut: number }> {
  const { rows } = await pool.query<{ source: string; name: string; at: string; packed: Uint8Array | null }>({
    name: 'read-lag-for-metrics',
    text: `SELECT g.source, g.name, s.at, CASE WHEN l.running <= $2 THEN l.packed END AS packed
             FROM (SELECT *, sum(partitions) OVER (ORDER BY severity, lag DESC NULLS LAST, group_id) AS running FROM group_lag) l
             JOIN consumer_group g ON g.id = l.group_id JOIN commit_sampling s ON s.source = g.source
            WHERE g.state IN ('ok', 'failing') AND s.at > $1 - greatest(${STALE_INTERVALS} * s.interval_micros, ${STALE_MICROS}) AND l.partitions > 0`,
    values: [now, mostPartitions],
  });
  const groups = rows.flatMap(({ source, name, at, packed }) => (packed === null ? [] : [{ source, group: name, sampledAt: brand<Micros>(Number(at)), detail: unpackLag(packed) }]));
  return { groups, leftOut: rows.length - groups.length };
}
