/** Messages with their bytes: from their day, or, where that was dropped, what was kept of an open dead letter. */
import type pg from 'pg';
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { Header } from '#lib/core/record.ts';
import { decodeHeaders } from '#lib/store/headers.ts';
import { parseEventRef } from '#lib/store/refs.ts';

export interface StoredMessage {
  readonly ref: string;
  readonly key: Uint8Array | null;
  readonly headers: readonly Header[];
  /** As far as it was asked for. */
  readonly value: Uint8Array | null;
  /** Of the whole value; null for a tombstone. */
  readonly size: number | null;
  /** Of the whole value, where it is kept in part. */
  readonly sha256: Uint8Array | null;
  readonly reading: EventReading;
}

const COLUMNS = `key, headers, substring(value FOR $5) AS value, value_size, value_sha256, meta`;

/** Those that are kept, in no order. `valueBytes`: of each value so much is read. */
export async function readStoredMessages(client: pg.Pool | pg.ClientBase, refs: readonly string[], valueBytes: number): Promise<StoredMessage[]> {
  if (refs.length === 0) return [];
  const positions = refs.map(parseEventRef);
  const { rows } = await client.query<{ id: string; key: Uint8Array | null; headers: Uint8Array; value: Uint8Array | null; value_size: number | null; value_sha256: Uint8Array | null; meta: Uint8Array }>({
    name: 'read-stored-messages',
    // `OFFSET 0` keeps the planner from joining with the whole of `event`.
    text: `SELECT w.id, m.* FROM unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[]) AS w (id, topic_id, partition, "offset")
            CROSS JOIN LATERAL (
              (SELECT ${COLUMNS} FROM event WHERE topic_id = w.topic_id AND partition = w.partition AND "offset" = w."offset" OFFSET 0)
              UNION ALL SELECT ${COLUMNS} FROM kept_message k WHERE k.id = w.id
              LIMIT 1) m`,
    values: [refs, positions.map(({ topicId }) => topicId), positions.map(({ partition }) => partition), positions.map(({ offset }) => offset.toString()), valueBytes],
  });
  return rows.map((row) => ({ ref: row.id, key: row.key, headers: decodeHeaders(row.headers), value: row.value, size: row.value_size, sha256: row.value_sha256, reading: decodeReading(row.meta) }));
}

/** By reference, what tells whether two values are the same: SHA-256 of the whole value, or the keyed hash where it is masked. Tombstones have none. */
export async function readDigests(client: pg.Pool | pg.ClientBase, refs: readonly string[]): Promise<Map<string, string>> {
  if (refs.length === 0) return new Map();
  const positions = refs.map(parseEventRef);
  const { rows } = await client.query<{ id: string; digest: string; meta: Uint8Array }>({
    name: 'read-digests',
    text: `SELECT w.id, e.digest, e.meta FROM unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[]) AS w (id, topic_id, partition, "offset")
            CROSS JOIN LATERAL (SELECT encode(coalesce(value_sha256, sha256(value)), 'hex') AS digest, meta FROM event
                                 WHERE topic_id = w.topic_id AND partition = w.partition AND "offset" = w."offset" AND value_size IS NOT NULL OFFSET 0) e`,
    values: [refs, positions.map(({ topicId }) => topicId), positions.map(({ partition }) => partition), positions.map(({ offset }) => offset.toString())],
  });
  return new Map(rows.map((row) => [row.id, decodeReading(row.meta).masking?.payload?.digest ?? row.digest]));
}
