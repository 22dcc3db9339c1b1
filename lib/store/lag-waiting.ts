/** The messages that wait in the lag of a group. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { BODY_PLACE, readHeads } from '#lib/store/event-bodies.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';

/** A partition in which the group has still to read, from `committed` on; what came after the look, from `end` on, may have been read since. */
export interface LaggingPartition {
  readonly topicId: number;
  readonly partition: number;
  readonly committed: bigint;
  /** Null where it is not known. */
  readonly end: bigint | null;
}

/** Where a message stands among those that wait: by when it was observed. */
export interface WaitingPlace {
  readonly observedAt: Micros;
  readonly topicId: number;
  readonly partition: number;
  readonly offset: bigint;
}

export interface WaitingEvent extends WaitingPlace {
  /** As `encodeReading` wrote it. */
  readonly meta: Uint8Array;
}

/**
 * The messages that the group has still to read, as far as they are stored: those observed first first, after a place. Within a partition messages are
 * observed in their order, so that of each only as many are read as are asked for.
 */
export async function readWaiting(pool: pg.Pool, partitions: readonly LaggingPartition[], after: WaitingPlace | null, limit: number): Promise<WaitingEvent[]> {
  if (partitions.length === 0) return [];
  const { rows } = await pool.query<PackedPlace & { topic_id: number; partition: number; offset: string; observed_at: string }>({
    name: 'read-waiting-events',
    text: `SELECT w.* FROM unnest($1::int[], $2::int[], $3::bigint[], $9::bigint[]) AS p (topic_id, partition, committed, log_end)
            CROSS JOIN LATERAL (
              SELECT e.topic_id, e.partition, e."offset", e.observed_at, ${BODY_PLACE} FROM event e
               WHERE e.topic_id = p.topic_id AND e.partition = p.partition AND e."offset" >= p.committed AND (p.log_end IS NULL OR e."offset" < p.log_end)
                 AND (e.observed_at, e.topic_id, e.partition, e."offset") > ($4::bigint, $5::int, $6::int, $7::bigint)
               ORDER BY e."offset" LIMIT $8) w
            ORDER BY w.observed_at, w.topic_id, w.partition, w."offset" LIMIT $8`,
    values: [partitions.map(({ topicId }) => topicId), partitions.map(({ partition }) => partition), partitions.map(({ committed }) => committed), after?.observedAt ?? -1, after?.topicId ?? 0, after?.partition ?? 0, after?.offset ?? 0n, limit, partitions.map(({ end }) => end)],
  });
  const heads = await readHeads(pool, rows);
  return rows.flatMap((row, index) => {
    const head = heads[index];
    return head ? [{ topicId: row.topic_id, partition: row.partition, offset: BigInt(row.offset), observedAt: brand<Micros>(Number(row.observed_at)), meta: head.meta }] : [];
  });
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
