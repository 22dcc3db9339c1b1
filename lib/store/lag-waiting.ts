/** Flows of which a message waits in the lag of a group. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

/** A partition in which the group has still to read, from `committed` on. */
export interface LaggingPartition {
  readonly topicId: number;
  readonly partition: number;
  readonly committed: bigint;
}

export interface WaitingRow {
  readonly flowId: string;
  readonly topicId: number;
  readonly partition: number;
  readonly offset: bigint;
  readonly observedAt: Micros;
}

/** After which a page goes on. */
export interface WaitingPlace {
  readonly observedAt: number;
  /** Of the flow that was last. */
  readonly flowId: string;
}

/**
 * The flows whose message was observed first, the oldest first, each once: by the message that waits furthest in each partition, and of several partitions by the first.
 * Within a partition messages are observed in their order, so that of each only as many are read as a page has, and those before it.
 */
export async function readWaiting(pool: pg.Pool, groupId: number, partitions: readonly LaggingPartition[], after: WaitingPlace | null, limit: number): Promise<WaitingRow[]> {
  if (partitions.length === 0) return [];
  const { rows } = await pool.query<{ flow_id: string; topic_id: number; partition: number; offset: string; observed_at: string }>({
    name: 'read-waiting-flows',
    text: `WITH lagging AS (SELECT * FROM unnest($2::int[], $3::int[], $4::bigint[]) AS p (topic_id, partition, committed)),
           first AS (
             SELECT w.* FROM lagging p CROSS JOIN LATERAL (
               SELECT f.flow_id, f.topic_id, f.partition, f."offset", e.observed_at
                 FROM flow_waiting f JOIN event e ON e.topic_id = f.topic_id AND e.partition = f.partition AND e."offset" = f."offset"
                WHERE f.group_id = $1 AND f.topic_id = p.topic_id AND f.partition = p.partition AND f."offset" >= p.committed AND (e.observed_at, f.flow_id) > ($5, $6)
                ORDER BY f."offset" LIMIT $7) w),
           -- A flow that waits in several partitions stands where it waits first.
           once AS (SELECT DISTINCT ON (flow_id) * FROM first ORDER BY flow_id, observed_at, topic_id, partition)
           SELECT o.* FROM once o
            WHERE NOT EXISTS (SELECT FROM flow_waiting f JOIN lagging p ON p.topic_id = f.topic_id AND p.partition = f.partition AND f."offset" >= p.committed
                                JOIN event e ON e.topic_id = f.topic_id AND e.partition = f.partition AND e."offset" = f."offset"
                               WHERE f.flow_id = o.flow_id AND f.group_id = $1 AND e.observed_at < o.observed_at)
            ORDER BY o.observed_at, o.flow_id LIMIT $7`,
    values: [groupId, partitions.map(({ topicId }) => topicId), partitions.map(({ partition }) => partition), partitions.map(({ committed }) => committed), after?.observedAt ?? -1, after?.flowId ?? '', limit],
  });
  return rows.map((row) => ({ flowId: row.flow_id, topicId: row.topic_id, partition: row.partition, offset: BigInt(row.offset), observedAt: brand<Micros>(Number(row.observed_at)) }));
}

export interface EventTimes {
  /** By the broker's or the producer's clock. */
  readonly timestamp: Micros | null;
  readonly isAppendTime: boolean;
  readonly observedAt: Micros;
}

const APPEND_TIME = 2;

/** In the order of the places; null where it is not stored any more. */
export async function readEventTimes(pool: pg.Pool, places: readonly { readonly topicId: number; readonly partition: number; readonly offset: bigint }[]): Promise<(EventTimes | null)[]> {
  if (places.length === 0) return [];
  const { rows } = await pool.query<{ place: string; timestamp: string | null; timestamp_type: number; observed_at: string }>({
    name: 'read-event-times',
    text: `SELECT w.place, e.timestamp, e.timestamp_type, e.observed_at FROM unnest($1::int[], $2::int[], $3::bigint[]) WITH ORDINALITY AS w (topic_id, partition, "offset", place)
            JOIN event e ON e.topic_id = w.topic_id AND e.partition = w.partition AND e."offset" = w."offset"`,
    values: [places.map(({ topicId }) => topicId), places.map(({ partition }) => partition), places.map(({ offset }) => offset)],
  });
  const found = new Map(rows.map((row) => [Number(row.place) - 1, row]));
  return places.map((_, index) => {
    const row = found.get(index);
    return row === undefined ? null : { timestamp: row.timestamp === null ? null : brand<Micros>(Number(row.timestamp)), isAppendTime: row.timestamp_type === APPEND_TIME, observedAt: brand<Micros>(Number(row.observed_at)) };
  });
}

/** By topic id and partition: the offset that is read next; none for what is not read. */
export async function readPositions(pool: pg.Pool, topicIds: readonly number[]): Promise<Map<string, bigint>> {
  const { rows } = await pool.query<{ topic_id: number; partition: number; next_offset: string }>('SELECT topic_id, partition, next_offset FROM position WHERE topic_id = ANY ($1::int[])', [topicIds]);
  return new Map(rows.map((row) => [`${row.topic_id}/${row.partition}`, BigInt(row.next_offset)]));
}
