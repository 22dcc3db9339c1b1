/** What was counted of topics as their messages were stored (lib/store/sql/upsert-tallies.ts), read back. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { MinuteBuckets } from '#lib/core/topics/minute-buckets.ts';
import { roleOf } from '#lib/core/topics/roles.ts';
import type { SeriesCount } from '#lib/core/topics/series.ts';
import type { Micros } from '#lib/core/time.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';

export interface KeptPartition {
  readonly partition: number;
  readonly count: bigint;
  readonly bytes: bigint;
  readonly first: bigint;
  readonly last: bigint;
  readonly lastAt: Micros;
}

/** What is kept of each partition of a topic, in their order. */
export async function readKeptPartitions(pool: pg.Pool, topicId: number): Promise<KeptPartition[]> {
  const { rows } = await pool.query<{ partition: number; count: string; bytes: string; first: string; last: string; last_at: string }>({
    name: 'read-kept-partitions',
    text: `SELECT partition, sum(count)::bigint AS count, sum(bytes)::bigint AS bytes, min(first_offset) AS first, max(last_offset) AS last, max(last_at) AS last_at
             FROM partition_tally WHERE topic_id = $1 GROUP BY partition ORDER BY partition`,
    values: [topicId],
  });
  return rows.map((row) => ({ partition: row.partition, count: BigInt(row.count), bytes: BigInt(row.bytes), first: BigInt(row.first), last: BigInt(row.last), lastAt: brand<Micros>(Number(row.last_at)) }));
}

/**
 * By partition, the offsets between which all messages of the minutes from `from` to `to` stand (null is no bound), and maybe others: timestamps
 * of producers are in no order. `from` included, `last` too.
 */
export async function readOffsetsBetween(pool: pg.Pool, topicId: number, from: number | null, to: number | null): Promise<Map<number, { readonly first: bigint; readonly last: bigint }>> {
  const { rows } = await pool.query<{ partition: number; first: string; last: string }>(
    `SELECT partition, min(first_offset) AS first, max(last_offset) AS last FROM event_tally
      WHERE topic_id = $1 AND minute >= $2 AND minute <= $3 GROUP BY partition`,
    [topicId, from ?? -2_147_483_648, to ?? 2_147_483_647],
  );
  return new Map(rows.map(({ partition, first, last }) => [partition, { first: BigInt(first), last: BigInt(last) }]));
}

interface KeptTopic {
  readonly partitions: number;
  readonly count: bigint;
  readonly bytes: bigint;
  readonly lastAt: Micros;
}

/** What is kept of every topic, or of some, by its id. */
export async function readKeptTopics(pool: pg.Pool, topicIds: readonly number[] | null = null): Promise<Map<number, KeptTopic>> {
  const { rows } = await pool.query<{ topic_id: number; partitions: number; count: string; bytes: string; last_at: string }>(
    `SELECT topic_id, count(DISTINCT partition)::int AS partitions, sum(count)::bigint AS count, sum(bytes)::bigint AS bytes, max(last_at) AS last_at FROM partition_tally
      WHERE $1::int[] IS NULL OR topic_id = ANY ($1) GROUP BY topic_id`,
    [topicIds],
  );
  return new Map(rows.map((row) => [row.topic_id, { partitions: row.partitions, count: BigInt(row.count), bytes: BigInt(row.bytes), lastAt: brand<Micros>(Number(row.last_at)) }]));
}

/** A message of a minute is observed in it or later, or ten minutes before (lib/core/topics/message-time.ts): older days need not be looked at. */
const firstDayOf = (minute: number): string => dayText(dayOf(brand<Micros>(Math.max(0, minute - 15) * 60e6)));

/** How many messages every topic, or one, has in each bucket, by its id; only those that have some. */
export async function readTopicBars(pool: pg.Pool, { first, width, count }: MinuteBuckets, topicId: number | null = null): Promise<Map<number, Map<number, number>>> {
  const { rows } = await pool.query<{ topic_id: number; bar: number; n: string }>(
    `SELECT topic_id, (minute - $1) / $2 AS bar, sum(count)::bigint AS n FROM event_tally
      WHERE minute >= $1 AND minute < $1 + $2 * $3 AND observed_day >= $4 AND ($5::int IS NULL OR topic_id = $5) GROUP BY 1, 2`,
    [first, width, count, firstDayOf(first), topicId],
  );
  const bars = new Map<number, Map<number, number>>();
  for (const { topic_id: topicId, bar, n } of rows) {
    const own = bars.get(topicId) ?? new Map<number, number>();
    bars.set(topicId, own.set(bar, Number(n)));
  }
  return bars;
}

/** What a topic has in each bucket, by type and role. */
export async function readSeriesBars(pool: pg.Pool, topicId: number, { first, width, count }: MinuteBuckets): Promise<SeriesCount[]> {
  const { rows } = await pool.query<{ bucket: number; type: string; rest: boolean; role: number; count: string; bytes: string }>(
    `SELECT (minute - $2) / $3 AS bucket, type, rest, role, sum(count)::bigint AS count, sum(bytes)::bigint AS bytes FROM event_tally
      WHERE topic_id = $1 AND minute >= $2 AND minute < $2 + $3 * $4 AND observed_day >= $5 GROUP BY 1, 2, 3, 4`,
    [topicId, first, width, count, firstDayOf(first)],
  );
  return rows.map(({ role, count: messages, bytes, ...row }) => ({ ...row, role: roleOf(role), count: BigInt(messages), bytes: BigInt(bytes) }));
}

/** The first minute in which the topic, or any, has a message; null where there is none. */
export async function readFirstMinute(pool: pg.Pool, topicId: number | null): Promise<number | null> {
  const { rows } = await pool.query<{ minute: number | null }>('SELECT min(minute) AS minute FROM event_tally WHERE $1::int IS NULL OR topic_id = $1', [topicId]);
  return rows[0]?.minute ?? null;
}
