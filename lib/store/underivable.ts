/** Messages and traces for which deriving fails, so that their flows are missing or lack them: kept with the reason, and tried again when it is due. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { TRACE_ROLES } from '#lib/core/flows/keys.ts';
import type { Coordinates, TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { parseEventRef, traceIdOf, type Refs } from '#lib/store/refs.ts';
import { pgText } from '#lib/store/text.ts';

export interface Underivable {
  /** When deriving failed for it the last time. */
  readonly at: Micros;
  readonly reason: string;
  /** A message, or all spans of a trace. */
  readonly what: Coordinates | TraceId;
}

const REASON_LENGTH = 2000;
const TRIED_AGAIN_MICROS = 3_600_000_000;

/** Due an hour after `at`, where nothing else is said. */
export async function noteUnderivable(client: pg.ClientBase, { events, traces }: Refs, { at, reason, dueAt = at + TRIED_AGAIN_MICROS }: { readonly at: Micros; readonly reason: string; readonly dueAt?: number }): Promise<void> {
  await client.query(
    `INSERT INTO underivable (is_trace, ref, at, reason, due_at)
     SELECT is_trace, ref, $3::bigint, $4, $5::bigint FROM (SELECT false, ref FROM unnest($1::uuid[]) ref UNION SELECT true, ref FROM unnest($2::uuid[]) ref) r (is_trace, ref)
     ON CONFLICT (is_trace, ref) DO UPDATE SET at = excluded.at, reason = excluded.reason, due_at = excluded.due_at`,
    [events, traces, at, pgText(reason.slice(0, REASON_LENGTH)), dueAt],
  );
}

/** So many at most that are due, those first that have been so for longest; null where there are none at all. */
export async function dueUnderivable(client: pg.ClientBase, now: Micros, limit: number): Promise<Refs | null> {
  const { rows } = await client.query<{ is_trace: boolean; ref: string; is_due: boolean }>({
    name: 'due-underivable',
    text: 'SELECT is_trace, ref, due_at <= $1 AS is_due FROM underivable ORDER BY due_at LIMIT $2',
    values: [now, limit],
  });
  if (rows.length === 0) return null;
  const due = rows.filter((row) => row.is_due);
  return { events: due.filter((row) => !row.is_trace).map(({ ref }) => ref), traces: due.filter((row) => row.is_trace).map(({ ref }) => ref) };
}

/** They are derived, or nothing is stored of them any more. */
export async function forgetUnderivable(client: pg.ClientBase, { events, traces }: Refs): Promise<void> {
  await client.query('DELETE FROM underivable WHERE (NOT is_trace AND ref = ANY($1::uuid[])) OR (is_trace AND ref = ANY($2::uuid[]))', [events, traces]);
}

/** All are due from now on. Gives how many. */
export async function retryUnderivable(client: pg.ClientBase): Promise<number> {
  const { rowCount } = await client.query('UPDATE underivable SET due_at = 0');
  return rowCount ?? 0;
}

/** The latest first. */
export async function listUnderivable(pool: pg.Pool, limit: number): Promise<Underivable[]> {
  const { rows } = await pool.query<{ is_trace: boolean; ref: string; at: string; reason: string; source: string | null; topic: string | null; incarnation: number | null }>({
    name: 'list-underivable',
    text: `SELECT u.is_trace, u.ref, u.at, u.reason, t.source, t.name AS topic, t.incarnation
             FROM underivable u LEFT JOIN topic t ON NOT u.is_trace AND t.id = ('x' || substring(u.ref::text FOR 8))::bit(32)::int
            ORDER BY u.at DESC, u.ref LIMIT $1`,
    values: [limit],
  });
  return rows.map(({ is_trace: isTrace, ref, at, reason, source, topic, incarnation }) => {
    const { partition, offset } = parseEventRef(ref);
    return { at: brand<Micros>(Number(at)), reason, what: isTrace ? brand<TraceId>(traceIdOf(ref)) : { source: source ?? '', topic: topic ?? '', incarnation: incarnation ?? 0, partition, offset } };
  });
}

/** Those of them for which deriving fails. */
export async function underivableAmong(client: pg.ClientBase | pg.Pool, { events, traces }: Refs): Promise<Refs> {
  const { rows } = await client.query<{ is_trace: boolean; ref: string }>({
    name: 'underivable-among',
    text: 'SELECT is_trace, ref FROM underivable WHERE (NOT is_trace AND ref = ANY($1::uuid[])) OR (is_trace AND ref = ANY($2::uuid[]))',
    values: [events, traces],
  });
  return { events: rows.filter((row) => !row.is_trace).map(({ ref }) => ref), traces: rows.filter((row) => row.is_trace).map(({ ref }) => ref) };
}

/** Whether anything that is posted under a key of the flow is not derived: then the flow lacks it. */
export async function lacksUnderivable(pool: pg.Pool, flowId: string): Promise<boolean> {
  const { rows } = await pool.query<{ lacks: boolean }>({
    name: 'lacks-underivable',
    text: `SELECT CASE WHEN EXISTS (SELECT FROM underivable) THEN EXISTS (
             SELECT FROM flow_key k JOIN key_posting p USING (hash) JOIN underivable u ON u.ref = p.ref AND u.is_trace = (p.role = ANY($2)) WHERE k.flow_id = $1
           ) ELSE false END AS lacks`,
    values: [flowId, TRACE_ROLES],
  });
  return rows[0]?.lacks ?? false;
}

/** Up to `most`. */
export async function countUnderivable(pool: pg.Pool, most: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({ name: 'count-underivable', text: 'SELECT count(*)::int AS count FROM (SELECT FROM underivable LIMIT $1) u', values: [most] });
  return rows[0]?.count ?? 0;
}

/** Why deriving fails for a message; null where it does not. */
export async function reasonOf(pool: pg.Pool, event: string): Promise<string | null> {
  const { rows } = await pool.query<{ reason: string }>({ name: 'underivable-reason', text: 'SELECT reason FROM underivable WHERE NOT is_trace AND ref = $1', values: [event] });
  return rows[0]?.reason ?? null;
}
