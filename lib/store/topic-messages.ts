/** Messages of one topic newest first, read by the primary key of each partition: no index of their own, so that storing them costs nothing more. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { BODY_PLACE, readBodies, readHeads, type StoredBody } from '#lib/store/event-bodies.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';

/** Offsets of one partition: from the first, up to but without the last. */
export interface OffsetRange {
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

/** What a message is known by; what is large is read only where `wanted` says so. */
export interface MessageRow {
  readonly partition: number;
  readonly offset: bigint;
  readonly observedAt: Micros;
  readonly timestamp: Micros | null;
  /** Bytes that are kept of the value. */
  readonly kept: number;
  readonly body: MessageBody | null;
}

export interface MessageBody {
  readonly timestampType: number;
  readonly key: Uint8Array | null;
  readonly headers: Uint8Array;
  /** Its beginning, as far as it was asked for. */
  readonly value: Uint8Array | null;
  readonly valueSize: number | null;
  readonly meta: Uint8Array;
}

interface ReadOptions {
  /** Of each partition. */
  readonly most: number;
  /** Bytes of a value. */
  readonly valueBytes: number;
  /** Bodies only of messages with this key; undefined gives all. */
  readonly key?: Uint8Array;
}

interface Row extends PackedPlace {
  partition: number;
  offset: string;
  observed_at: string;
  timestamp: string | null;
  timestamp_type: number;
  value_size: number | null;
}

/** The newest messages of each range, the newest first. Should one stand in two days, the first that is given counts. */
export async function readNewest(pool: pg.Pool, topicId: number, ranges: readonly OffsetRange[], { most, valueBytes, key }: ReadOptions): Promise<Map<number, MessageRow[]>> {
  const { rows } = await pool.query<Row>(
    `SELECT e.* FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS w (part, low, high)
      CROSS JOIN LATERAL (
        SELECT partition, "offset", observed_at, "timestamp", timestamp_type, value_size, ${BODY_PLACE} FROM event
         WHERE topic_id = $1 AND partition = w.part AND "offset" >= w.low AND "offset" < w.high
         ORDER BY "offset" DESC LIMIT $5 OFFSET 0) e`,
    [topicId, ranges.map(({ partition }) => partition), ranges.map(({ from }) => from), ranges.map(({ to }) => to), most],
  );
  const messages = new Map<number, MessageRow[]>(ranges.map(({ partition }) => [partition, []]));
  for (const message of key === undefined ? await withBodies(pool, rows, valueBytes) : await withBodiesOfKey(pool, rows, valueBytes, Buffer.from(key))) messages.get(message.partition)?.push(message);
  return messages;
}

async function withBodies(pool: pg.Pool, rows: readonly Row[], valueBytes: number): Promise<MessageRow[]> {
  const bodies = await readBodies(pool, rows, valueBytes);
  return rows.flatMap((row, index) => (bodies[index] ? [messageOf(row, bodies[index].kept, bodies[index])] : []));
}

async function withBodiesOfKey(pool: pg.Pool, rows: readonly Row[], valueBytes: number, key: Buffer): Promise<MessageRow[]> {
  const heads = await readHeads(pool, rows);
  const isWanted = rows.map((_row, index) => heads[index]?.key != null && key.equals(heads[index].key));
  const bodies = (await readBodies(pool, rows.filter((_row, index) => isWanted[index]), valueBytes)).values();
  return rows.flatMap((row, index) => {
    const [head, body] = [heads[index], isWanted[index] ? (bodies.next().value ?? null) : null];
    return head ? [messageOf(row, head.kept, body)] : [];
  });
}

const messageOf = (row: Row, kept: number | null, body: StoredBody | null): MessageRow => ({
  partition: row.partition,
  offset: BigInt(row.offset),
  observedAt: brand<Micros>(Number(row.observed_at)),
  timestamp: row.timestamp === null ? null : brand<Micros>(Number(row.timestamp)),
  kept: kept ?? 0,
  body: body === null ? null : { timestampType: row.timestamp_type, key: body.key, headers: body.headers, value: body.value, valueSize: row.value_size, meta: body.meta },
});
