/** Dead letters with their messages, as many as one likes. */
import pg from 'pg';
import { fillLetters } from '#lib/services/replays/testing/letters-in-store.ts';
import { microsNow } from '#lib/store/clock.ts';
import { chunkSize, type EventBody } from '#lib/store/event-chunk.ts';
import { insertEventChunk } from '#lib/store/testing/stored-events.ts';
import { ensurePartitions } from '#lib/store/partitions.ts';

/** Of the topic `payments`, as if they had been read today: open, of one failure group, of 200 bytes each. */
export async function fill(databaseUrl: string, letters: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    await ensurePartitions(pool, microsNow());
    await fillLetters({ pool }, letters);
    const { rows } = await pool.query<EventBody & { offset: string; timestamp_type: number; value_size: number }>('SELECT observed_at AS "offset", timestamp_type, key, headers, value, value_size, meta FROM kept_message ORDER BY observed_at');
    const bodies = rows.map((row) => ({ ...row, sha256: null }));
    for (let from = 0; from < rows.length; from += chunkSize(bodies, from)) {
      const some = rows.slice(from, from + chunkSize(bodies, from));
      const chunk = await insertEventChunk(pool, bodies.slice(from, from + some.length));
      await pool.query(
        `INSERT INTO event (topic_id, partition, "offset", observed_day, observed_at, timestamp_type, value_size, chunk, place)
         SELECT 7, 0, o, (now() AT TIME ZONE 'UTC')::date, $1, t, s, $2, place - 1 FROM unnest($3::bigint[], $4::int[], $5::int[]) WITH ORDINALITY AS e (o, t, s, place)`,
        [microsNow(), chunk, some.map(({ offset }) => offset), some.map(({ timestamp_type }) => timestamp_type), some.map(({ value_size }) => value_size)],
      );
    }
    await pool.query('TRUNCATE kept_message');
    await pool.query('ANALYZE event');
  } finally {
    await pool.end();
  }
}
