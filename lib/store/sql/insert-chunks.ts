import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';

export interface ChunkRow {
  /** A uuid. */
  readonly trace: string;
  /** A uuid. */
  readonly contentHash: string;
  readonly spans: number;
  readonly data: Uint8Array;
}

/** Writes the chunks that are not there yet, in the order of their keys; returns `trace/contentHash` of those. The data go as one value: an array would be sent as text. */
export async function insertChunks(client: pg.PoolClient, chunks: readonly ChunkRow[], now: Micros): Promise<ReadonlySet<string>> {
  let end = 1;
  const starts = chunks.map(({ data }) => (end += data.length) - data.length);
  const { rows } = await client.query<{ trace: string; hash: string }>(
    `INSERT INTO span_chunk (trace_id, content_hash, observed_day, observed_at, spans, data)
     SELECT trace, hash, $1::date, $2::bigint, spans, substring($3::bytea FROM start FOR size)
       FROM unnest($4::uuid[], $5::uuid[], $6::int[], $7::int[], $8::int[]) AS c (trace, hash, spans, start, size)
      ORDER BY trace, hash
     ON CONFLICT DO NOTHING
     RETURNING trace_id AS trace, content_hash AS hash`,
    [
      dayText(dayOf(now)),
      now,
      Buffer.concat(chunks.map(({ data }) => data)),
      chunks.map(({ trace }) => trace),
      chunks.map(({ contentHash }) => contentHash),
      chunks.map(({ spans }) => spans),
      starts,
      chunks.map(({ data }) => data.length),
    ],
  );
  return new Set(rows.map(({ trace, hash }) => `${trace}/${hash}`));
}
