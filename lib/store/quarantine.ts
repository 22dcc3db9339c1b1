/** What is kept of bytes that could not be read, and what came of reading them again. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { decodeHeld, type Held } from '#lib/core/quarantine/held.ts';
import type { Micros } from '#lib/core/time.ts';
import type { PlacedEvent } from '#lib/store/sql/copy-facts.ts';
import { pgText } from '#lib/store/text.ts';

export interface QuarantineRow {
  readonly id: bigint;
  readonly at: Micros;
  readonly source: string;
  readonly origin: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
  readonly held: Held | null;
  /** The last time that they were read again in vain. */
  readonly tried: { readonly at: Micros; readonly reason: string } | null;
  readonly read: ReadAgain | null;
}

export interface ReadAgain {
  readonly at: Micros;
  readonly events: number;
  readonly spans: number;
  /** Of its spans; the first few. */
  readonly traces: readonly string[];
}

export async function readQuarantined(pool: pg.Pool, id: bigint): Promise<QuarantineRow | null> {
  const { rows } = await pool.query<{ at: string; source: string; origin: string; reason: string; bytes: Buffer; held: Buffer | null; tried_at: string | null; tried_reason: string | null; read_at: string | null; read_events: number | null; read_spans: number | null; read_traces: string[] }>({
    name: 'read-quarantined',
    text: 'SELECT * FROM quarantine WHERE id = $1',
    values: [id],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const micros = (text: string): Micros => brand<Micros>(Number(text));
  return {
    id, at: micros(row.at), source: row.source, origin: row.origin, reason: row.reason, bytes: row.bytes,
    held: row.held === null ? null : decodeHeld(row.held, row.bytes),
    tried: row.tried_at === null ? null : { at: micros(row.tried_at), reason: row.tried_reason ?? '' },
    read: row.read_at === null ? null : { at: micros(row.read_at), events: row.read_events ?? 0, spans: row.read_spans ?? 0, traces: row.read_traces },
  };
}

export async function noteStillUnreadable(client: pg.Pool | pg.ClientBase, id: bigint, { at, reason }: { readonly at: Micros; readonly reason: string }): Promise<void> {
  await client.query('UPDATE quarantine SET tried_at = $2, tried_reason = $3 WHERE id = $1 AND read_at IS NULL', [id, at, pgText(reason)]);
}

/** False where somebody else has read it meanwhile: then nothing of it may be stored again. */
export async function noteReadAgain(client: pg.ClientBase, id: bigint, { at, events, spans, traces }: ReadAgain): Promise<boolean> {
  const { rowCount } = await client.query('UPDATE quarantine SET read_at = $2, read_events = $3, read_spans = $4, read_traces = $5 WHERE id = $1 AND read_at IS NULL', [id, at, events, spans, traces]);
  return rowCount === 1;
}

/**
 * Those of the events that are not stored. They may have been observed on any day, so no index can promise it: nobody else reads anything of these
 * topics again until the transaction ends, and what counts their partitions waits.
 */
export async function withoutStored(client: pg.ClientBase, events: readonly PlacedEvent[]): Promise<readonly PlacedEvent[]> {
  const places = [events.map(({ topicId }) => topicId), events.map(({ partition }) => partition)];
  await client.query('SELECT FROM topic WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE', [places[0]]);
  await client.query('SELECT FROM position WHERE (topic_id, partition) IN (SELECT * FROM unnest($1::int[], $2::int[])) ORDER BY topic_id, partition FOR UPDATE', places);
  const { rows } = await client.query<{ at: number }>(
    `SELECT w.at::int AS at FROM unnest($1::int[], $2::int[], $3::bigint[]) WITH ORDINALITY AS w (topic_id, partition, "offset", at)
      WHERE EXISTS (SELECT FROM event e WHERE e.topic_id = w.topic_id AND e.partition = w.partition AND e."offset" = w."offset")`,
    [...places, events.map(({ offset }) => offset.toString())],
  );
  const stored = new Set(rows.map(({ at }) => at - 1));
  return events.filter((_, index) => !stored.has(index));
}
