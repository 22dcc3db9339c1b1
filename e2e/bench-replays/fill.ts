/** Dead letters with their messages, as many as one likes. */
import pg from 'pg';
import { fillLetters } from '#lib/services/replays/testing/letters-in-store.ts';
import { microsNow } from '#lib/store/clock.ts';
import { ensurePartitions } from '#lib/store/partitions.ts';

/** Of the topic `payments`, as if they had been read today: open, of one failure group, of 200 bytes each. */
export async function fill(databaseUrl: string, letters: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    await ensurePartitions(pool, microsNow());
    await fillLetters({ pool }, letters);
    await pool.query(
      `INSERT INTO event (topic_id, partition, "offset", observed_day, observed_at, timestamp_type, key, headers, value, value_size, meta)
       SELECT 7, 0, observed_at, (now() AT TIME ZONE 'UTC')::date, $1, timestamp_type, key, headers, value, value_size, meta FROM kept_message`,
      [microsNow()],
    );
    await pool.query('TRUNCATE kept_message');
    await pool.query('ANALYZE event');
  } finally {
    await pool.end();
  }
}
