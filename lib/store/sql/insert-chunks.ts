import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';
import { copyRows } from '#lib/store/sql/copy.ts';
import { takeIds } from '#lib/store/sql/take-ids.ts';

export interface ChunkRow {
  /** A uuid. */
  readonly trace: string;
  /** A uuid. */
  readonly contentHash: string;
  readonly spans: number;
  /** Which of the blocks holds it, and where. */
  readonly block: number;
  readonly place: number;
}

/** Writes the chunks that are not there yet, in the order of their keys, and the blocks that hold any of them; returns `trace/contentHash` of those chunks. */
export async function insertChunks(client: pg.PoolClient, chunks: readonly ChunkRow[], blocks: readonly Uint8Array[], now: Micros): Promise<ReadonlySet<string>> {
  const ids = await takeIds(client, 'span_block_id', blocks.length);
  const { rows } = await client.query<{ trace: string; hash: string; block: string }>({
    name: 'insert-span-chunks',
    text: `INSERT INTO span_chunk (trace_id, content_hash, observed_day, observed_at, spans, block, place)
           SELECT trace, hash, $1::date, $2::bigint, spans, block, place
             FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::bigint[], $7::smallint[]) AS c (trace, hash, spans, block, place)
            ORDER BY trace, hash
           ON CONFLICT DO NOTHING
           RETURNING trace_id AS trace, content_hash AS hash, block`,
    values: [
      dayText(dayOf(now)),
      now,
      chunks.map(({ trace }) => trace),
      chunks.map(({ contentHash }) => contentHash),
      chunks.map(({ spans }) => spans),
      chunks.map(({ block }) => ids[block]),
      chunks.map(({ place }) => place),
    ],
  });
  const wanted = new Set(rows.map(({ block }) => BigInt(block)));
  const fresh = ids.flatMap((id, index) => (wanted.has(id) ? [{ id, data: blocks[index] ?? new Uint8Array() }] : []));
  await copyRows(client, 'span_block', ['id', 'observed_day', 'data'], fresh, (row, { id, data }) => {
    row.int8(id);
    row.date(dayOf(now));
    row.bytes(data);
  });
  return new Set(rows.map(({ trace, hash }) => `${trace}/${hash}`));
}
