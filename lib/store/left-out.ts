/** Records that no pass of the rollup survived, so that they are in no flow: kept with the reason until they are derived after all. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Coordinates, TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { parseEventRef, traceIdOf } from '#lib/store/refs.ts';
import { pgText } from '#lib/store/text.ts';

export interface LeftOut {
  /** When the last pass failed for it. */
  readonly at: Micros;
  readonly reason: string;
  readonly record: Coordinates | TraceId;
}

const REASON_LENGTH = 2000;
/** Each costs a pass where it fails again, and what has just arrived waits for it. */
const MOST_TAKEN_BACK = 500;
/** More are not counted one by one. */
const MOST_COUNTED = 10_000;

export async function leaveOut(client: pg.ClientBase, { events, traces }: { readonly events: readonly string[]; readonly traces: readonly string[] }, { at, reason }: { readonly at: Micros; readonly reason: string }): Promise<void> {
  await client.query(
    `INSERT INTO left_out (is_trace, ref, at, reason)
     SELECT false, ref, $3::bigint, $4 FROM unnest($1::uuid[]) ref UNION SELECT true, ref, $3, $4 FROM unnest($2::uuid[]) ref
     ON CONFLICT (is_trace, ref) DO UPDATE SET at = EXCLUDED.at, reason = EXCLUDED.reason`,
    [events, traces, at, pgText(reason.slice(0, REASON_LENGTH))],
  );
}

/** Has them derived again, those that were left out first first, each for itself, so that one that fails again costs no other. Gives how many. */
export async function takeBack(client: pg.ClientBase, now: Micros): Promise<number> {
  const { rowCount } = await client.query(
    `WITH again AS (DELETE FROM left_out WHERE (is_trace, ref) IN (SELECT is_trace, ref FROM left_out ORDER BY at LIMIT $2) RETURNING is_trace, ref)
     INSERT INTO change (at, events, traces) SELECT $1, CASE WHEN is_trace THEN '{}' ELSE ARRAY[ref] END, CASE WHEN is_trace THEN ARRAY[ref] ELSE '{}' END FROM again`,
    [now, MOST_TAKEN_BACK],
  );
  return rowCount ?? 0;
}

/** The latest first. */
export async function listLeftOut(pool: pg.Pool, limit: number): Promise<LeftOut[]> {
  const { rows } = await pool.query<{ is_trace: boolean; ref: string; at: string; reason: string; source: string | null; name: string | null; incarnation: number | null }>({
    name: 'list-left-out',
    text: `SELECT l.*, t.source, t.name, t.incarnation FROM left_out l LEFT JOIN topic t ON NOT l.is_trace AND t.id = ('x' || substring(l.ref::text FOR 8))::bit(32)::int ORDER BY l.at DESC, l.ref LIMIT $1`,
    values: [limit],
  });
  return rows.map(({ is_trace: isTrace, ref, at, reason, source, name, incarnation }) => {
    const { partition, offset } = parseEventRef(ref);
    return { at: brand<Micros>(Number(at)), reason, record: isTrace ? brand<TraceId>(traceIdOf(ref)) : { source: source ?? '', topic: name ?? '', incarnation: incarnation ?? 0, partition, offset } };
  });
}

/** Where there are many, `MOST_COUNTED`. */
export async function countLeftOut(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({ name: 'count-left-out', text: `SELECT count(*)::int AS count FROM (SELECT FROM left_out LIMIT ${MOST_COUNTED}) l` });
  return rows[0]?.count ?? 0;
}

/** Of what has been derived again since `before`. */
export async function forgetLeftOut(pool: pg.Pool, before: Micros): Promise<void> {
  await pool.query('DELETE FROM left_out WHERE at < $1', [before]);
}
