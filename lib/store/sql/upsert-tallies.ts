import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';
import type { Tally } from '#lib/core/topics/tally.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';

/**
 * Adds to the counts of each partition. Their positions are locked by this transaction already, and whoever writes to a partition
 * locks its position first, where it has one: nobody else is at these rows. One statement for both tables.
 */
export async function upsertTallies(client: pg.PoolClient, tallies: readonly Tally[], now: Micros): Promise<void> {
  await client.query({
    name: 'upsert-tallies',
    text: `WITH added AS MATERIALIZED (
             SELECT * FROM unnest($2::int[], $3::int[], $4::int[], $5::smallint[], $6::bool[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
               AS a (topic_id, minute, partition, role, rest, type, count, bytes, first_offset, last_offset, last_at)),
           types AS (
             INSERT INTO event_tally AS t (topic_id, minute, partition, role, rest, type, observed_day, count, bytes, first_offset, last_offset)
             SELECT topic_id, minute, partition, role, rest, type, $1::date, count, bytes, first_offset, last_offset FROM added
             ON CONFLICT (topic_id, minute, partition, role, rest, type, observed_day) DO UPDATE
               SET count = t.count + excluded.count, bytes = t.bytes + excluded.bytes,
                   first_offset = least(t.first_offset, excluded.first_offset), last_offset = greatest(t.last_offset, excluded.last_offset))
           INSERT INTO partition_tally AS t (topic_id, partition, observed_day, count, bytes, first_offset, last_offset, last_at)
           SELECT topic_id, partition, $1::date, sum(count), sum(bytes), min(first_offset), max(last_offset), max(last_at) FROM added GROUP BY 1, 2
           ON CONFLICT (topic_id, partition, observed_day) DO UPDATE
             SET count = t.count + excluded.count, bytes = t.bytes + excluded.bytes,
                 first_offset = least(t.first_offset, excluded.first_offset), last_offset = greatest(t.last_offset, excluded.last_offset), last_at = greatest(t.last_at, excluded.last_at)`,
    values: [
      dayText(dayOf(now)),
      tallies.map(({ topicId }) => topicId), tallies.map(({ minute }) => minute), tallies.map(({ partition }) => partition), tallies.map(({ role }) => role),
      tallies.map(({ rest }) => rest), tallies.map(({ type }) => type), tallies.map(({ count }) => count), tallies.map(({ bytes }) => bytes),
      tallies.map(({ firstOffset }) => firstOffset), tallies.map(({ lastOffset }) => lastOffset), tallies.map(({ lastAt }) => lastAt),
    ],
  });
}
