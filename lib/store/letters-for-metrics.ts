import type pg from 'pg';

export interface OpenLetters {
  /** Null where nothing tells it. */
  readonly topic: string | null;
  readonly group: string | null;
  readonly open: number;
  readonly replaying: number;
}

/** By the topic that they came from and the consumer group that failed, the most first, up to `most`; and how many such pairs there are. Settled ones are counted too, as none: an alert sees them end. */
export async function readOpenLetters(pool: pg.Pool, most: number): Promise<{ readonly letters: OpenLetters[]; readonly pairs: number }> {
  const { rows } = await pool.query<{ origin_topic: string | null; consumer_group: string | null; open: string; replaying: string; pairs: string }>({
    name: 'read-open-letters',
    text: `SELECT origin_topic, consumer_group, sum(open) AS open, sum(replaying) AS replaying, count(*) OVER () AS pairs FROM failure_group
            GROUP BY origin_topic, consumer_group ORDER BY sum(open) DESC, origin_topic, consumer_group LIMIT $1`,
    values: [most],
  });
  return { letters: rows.map((row) => ({ topic: row.origin_topic, group: row.consumer_group, open: Number(row.open), replaying: Number(row.replaying) })), pairs: Number(rows[0]?.pairs ?? 0) };
}
