/** Messages of one topic newest first, read by the primary key of each partition: no index of their own, so that storing them costs nothing more. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

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

interface Row {
  partition: number;
  offset: string;
  observed_at: string;
  timestamp: string | null;
  kept: number;
  wanted: boolean;
  timestamp_type: number;
  key: Uint8Array | null;
  headers: Uint8Array | null;
  value: Uint8Array | null;
  value_size: number | null;
  meta: Uint8Array | null;
}

/** The newest messages of each range, the newest first. Should one stand in two days, the first that is given counts. */
export async function readNewest(pool: pg.Pool, topicId: number, ranges: readonly OffsetRange[], { most, valueBytes, key }: ReadOptions): Promise<Map<number, MessageRow[]>> {
  const { rows } = await pool.query<Row>(
    `SELECT e.* FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS w (part, low, high)
      CROSS JOIN LATERAL (
        SELECT n.partition, n."offset", n.observed_at, n."timestamp", coalesce(length(n.value), 0) AS kept, n.wanted, n.timestamp_type, n.value_size,
               CASE WHEN n.wanted THEN n.key END AS key, CASE WHEN n.wanted THEN n.headers END AS headers,
               CASE WHEN n.wanted THEN substring(n.value FOR $6) END AS value, CASE WHEN n.wanted THEN n.meta END AS meta
          FROM (SELECT *, ($7::bytea IS NULL OR key IS NOT DISTINCT FROM $7::bytea) AS wanted FROM event
                 WHERE topic_id = $1 AND partition = w.part AND "offset" >= w.low AND "offset" < w.high
                 ORDER BY "offset" DESC LIMIT $5 OFFSET 0) n) e`,
    [topicId, ranges.map(({ partition }) => partition), ranges.map(({ from }) => from), ranges.map(({ to }) => to), most, valueBytes, key === undefined ? null : Buffer.from(key)],
  );
  const messages = new Map<number, MessageRow[]>(ranges.map(({ partition }) => [partition, []]));
  for (const row of rows) messages.get(row.partition)?.push(messageOf(row));
  return messages;
}

const messageOf = (row: Row): MessageRow => ({
  partition: row.partition,
  offset: BigInt(row.offset),
  observedAt: brand<Micros>(Number(row.observed_at)),
  timestamp: row.timestamp === null ? null : brand<Micros>(Number(row.timestamp)),
  kept: row.kept,
  body: row.wanted && row.headers !== null && row.meta !== null ? { timestampType: row.timestamp_type, key: row.key, headers: row.headers, value: row.value, valueSize: row.value_size, meta: row.meta } : null,
});
