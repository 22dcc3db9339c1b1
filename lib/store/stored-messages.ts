/** Messages with their bytes: from their day, or, where that was dropped, what was kept of an open dead letter. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { Header } from '#lib/core/record.ts';
import { BODY_PLACE, readBodies, readHeads, type StoredBody } from '#lib/store/event-bodies.ts';
import type { EventHead } from '#lib/store/event-chunk.ts';
import { decodeHeaders } from '#lib/store/headers.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';
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

/** Those that are kept, in no order. `valueBytes`: of each value so much is read. */
export async function readStoredMessages(client: pg.Pool | pg.ClientBase, refs: readonly string[], valueBytes: number): Promise<StoredMessage[]> {
  if (refs.length === 0) return [];
  const rows = await rowsOf(client, refs);
  const bodies = valueBytes === 0 ? (await readHeads(client, rows)).map(withoutValue) : await readBodies(client, rows, valueBytes);
  const stored = rows.flatMap(({ id, value_size }, index): StoredMessage[] => {
    const body = bodies[index];
    return body ? [{ ref: id, key: body.key, headers: decodeHeaders(body.headers), value: body.value, size: value_size, sha256: body.sha256, reading: decodeReading(body.meta) }] : [];
  });
  const there = new Set(stored.map(({ ref }) => ref));
  return [...stored, ...(await readKept(client, refs.filter((ref) => !there.has(ref)), valueBytes))];
}

/** As `substring` would give it. */
const withoutValue = (head: EventHead | null): StoredBody | null => head && { ...head, value: head.kept === null ? null : new Uint8Array() };

interface Row extends PackedPlace {
  readonly id: string;
  readonly value_size: number | null;
}

/** Where they stand in the days that are there. */
async function rowsOf(client: pg.Pool | pg.ClientBase, refs: readonly string[]): Promise<Row[]> {
  const positions = refs.map(parseEventRef);
  const { rows } = await client.query<Row>({
    name: 'read-stored-rows',
    // `OFFSET 0` keeps the planner from joining with the whole of `event`.
    text: `SELECT w.id, e.* FROM unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[]) AS w (id, topic_id, partition, "offset")
            CROSS JOIN LATERAL (SELECT value_size, ${BODY_PLACE} FROM event WHERE topic_id = w.topic_id AND partition = w.partition AND "offset" = w."offset" LIMIT 1) e`,
    values: [refs, positions.map(({ topicId }) => topicId), positions.map(({ partition }) => partition), positions.map(({ offset }) => offset.toString())],
  });
  return rows;
}

async function readKept(client: pg.Pool | pg.ClientBase, refs: readonly string[], valueBytes: number): Promise<StoredMessage[]> {
  if (refs.length === 0) return [];
  const { rows } = await client.query<{ id: string; key: Uint8Array | null; headers: Uint8Array; value: Uint8Array | null; value_size: number | null; value_sha256: Uint8Array | null; meta: Uint8Array }>({
    name: 'read-kept-messages',
    text: 'SELECT id, key, headers, substring(value FOR $2) AS value, value_size, value_sha256, meta FROM kept_message WHERE id = ANY ($1::uuid[])',
    values: [refs, valueBytes],
  });
  return rows.map((row) => ({ ref: row.id, key: row.key, headers: decodeHeaders(row.headers), value: row.value, size: row.value_size, sha256: row.value_sha256, reading: decodeReading(row.meta) }));
}

/** By reference, what tells whether two values are the same: SHA-256 of the whole value, or the keyed hash where it is masked. Tombstones have none. */
export async function readDigests(client: pg.Pool | pg.ClientBase, refs: readonly string[]): Promise<Map<string, string>> {
  if (refs.length === 0) return new Map();
  const rows = (await rowsOf(client, refs)).filter(({ value_size }) => value_size !== null);
  const digests = new Map<string, string>();
  for (let from = 0; from < rows.length; from += DIGESTS_AT_ONCE) {
    const some = rows.slice(from, from + DIGESTS_AT_ONCE);
    const bodies = await readBodies(client, some, Infinity);
    for (const [index, body] of bodies.entries()) {
      if (body) digests.set(some[index]?.id ?? '', decodeReading(body.meta).masking?.payload?.digest ?? Buffer.from(body.sha256 ?? createHash('sha256').update(body.value ?? '').digest()).toString('hex'));
    }
  }
  return digests;
}

/** Whole values are in memory at once. */
const DIGESTS_AT_ONCE = 200;

export interface KeptSize {
  /** Bytes of key and headers. */
  readonly heading: number;
  /** Of the whole value; null for a tombstone. */
  readonly size: number | null;
  /** Whether all of it is kept, as far as it is not masked. */
  readonly isWhole: boolean;
}

/** How much is kept of each message; without those of which nothing is. */
export async function readKeptSizes(client: pg.Pool | pg.ClientBase, refs: readonly string[]): Promise<Map<string, KeptSize>> {
  const rows = await rowsOf(client, refs);
  const heads = await readHeads(client, rows);
  const sizes = new Map(rows.flatMap(({ id, value_size: size }, index): [string, KeptSize][] => {
    const head = heads[index];
    return head ? [[id, { heading: head.headers.length + (head.key?.length ?? 0), size, isWhole: size === null || head.kept === size }]] : [];
  }));
  const { rows: kept } = await client.query<{ id: string; heading: number; value_size: number | null; stored: number | null }>({
    name: 'read-kept-sizes',
    text: 'SELECT id, octet_length(headers) + coalesce(octet_length(key), 0) AS heading, value_size, octet_length(value) AS stored FROM kept_message WHERE id = ANY ($1::uuid[])',
    values: [refs.filter((ref) => !sizes.has(ref))],
  });
  for (const row of kept) sizes.set(row.id, { heading: row.heading, size: row.value_size, isWhole: row.value_size === null || row.stored === row.value_size });
  return sizes;
}
