/** What is stored of events, unpacked, for tests that compare bytes. */
import type pg from 'pg';
import type { Header } from '#lib/core/record.ts';
import { BODY_PLACE, readBodies, type StoredBody } from '#lib/store/event-bodies.ts';
import { encodeEvents, type EventBody } from '#lib/store/event-chunk.ts';
import { decodeHeaders } from '#lib/store/headers.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';

interface Row extends PackedPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string | null;
  readonly timestamp_type: number;
  readonly value_size: number | null;
}

export interface UnpackedEvent extends Omit<StoredBody, 'headers'> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: bigint | null;
  readonly timestampType: number;
  readonly valueSize: number | null;
  readonly headers: readonly Header[];
}

/** All that there are, by topic, partition and offset. */
export async function storedEvents(pool: pg.Pool): Promise<UnpackedEvent[]> {
  const { rows } = await pool.query<Row>(
    `SELECT t.name AS topic, e.partition, e."offset", e.timestamp, e.timestamp_type, e.value_size, ${BODY_PLACE} FROM event e JOIN topic t ON t.id = e.topic_id ORDER BY 1, 2, e."offset"`);
  const bodies = await readBodies(pool, rows, Infinity);
  return rows.map((row, index) => {
    const body = bodies[index];
    if (!body) throw new Error(`${row.topic}/${row.partition}/${row.offset} has no body`);
    const timestamp = row.timestamp === null ? null : BigInt(row.timestamp);
    return { ...body, headers: decodeHeaders(body.headers), topic: row.topic, partition: row.partition, offset: BigInt(row.offset), timestamp, timestampType: row.timestamp_type, valueSize: row.value_size };
  });
}

/** Of today, for rows of `event` that a test writes itself; returns its id. */
export async function insertEventChunk(pool: pg.Pool, bodies: readonly EventBody[]): Promise<bigint> {
  const { heads, values } = encodeEvents(bodies);
  const { rows } = await pool.query<{ id: string }>(`INSERT INTO event_chunk (id, observed_day, heads, "values") VALUES (nextval('event_chunk_id'), (now() AT TIME ZONE 'UTC')::date, $1, $2) RETURNING id`, [heads, values]);
  return BigInt(rows[0]?.id ?? 0);
}
