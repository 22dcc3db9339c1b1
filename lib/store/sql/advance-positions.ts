import type pg from 'pg';

export interface Advance {
  readonly topicId: number;
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
  /** What was read before it is not all stored as events; null where it is. */
  readonly wholeFrom: bigint | null;
}

/** Moves each position that still stands at `from`, locking in one order whatever the order given; returns how many moved. */
export async function advancePositions(client: pg.PoolClient, advances: readonly Advance[]): Promise<number> {
  const { rowCount } = await client.query(
    `WITH locked AS (
       SELECT p.topic_id, p.partition, w.last, w.whole_from
         FROM position p JOIN unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) AS w (topic_id, partition, first, last, whole_from) USING (topic_id, partition)
        WHERE p.next_offset = w.first
        ORDER BY p.topic_id, p.partition
          FOR UPDATE OF p)
     UPDATE position p SET next_offset = l.last, whole_from = greatest(p.whole_from, l.whole_from) FROM locked l WHERE p.topic_id = l.topic_id AND p.partition = l.partition`,
    [advances.map((a) => a.topicId), advances.map((a) => a.partition), advances.map((a) => a.from), advances.map((a) => a.to), advances.map((a) => a.wholeFrom)],
  );
  return rowCount ?? 0;
}
