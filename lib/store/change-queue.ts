/** What changed and waits for the rollup. Each append adds a row (`appendFacts`), each pass takes the oldest: docs/decisions/change-queue.md */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { traceIdOf, type Refs } from '#lib/store/refs.ts';

/** Nothing is put off for so long, in microseconds: what says so was put off by a clock that was ahead. */
const LONGEST_PUT_OFF = 600_000_000;
const IS_DUE = (now: string): string => `(due_at <= ${now} OR due_at > ${now} + ${LONGEST_PUT_OFF})`;

/** Whether anything changed that is due, a flow's quiet period is over, texts wait to be indexed, or flows were dropped and are tallied still. */
export async function hasWork(client: pg.ClientBase, now: Micros): Promise<boolean> {
  const { rows } = await client.query<{ work: boolean }>({
    name: 'has-work',
    text: `SELECT EXISTS (SELECT FROM change WHERE ${IS_DUE('$1')}) OR EXISTS (SELECT FROM flow WHERE settles_at <= $1) OR EXISTS (SELECT FROM flow_tally_change) OR EXISTS (SELECT FROM flow_text_waiting) OR EXISTS (SELECT FROM edge_gone) AS work`,
    values: [now],
  });
  return rows[0]?.work ?? false;
}

/** Ids of what is due, oldest first, with about $1 records at $2. */
const NEXT_CHANGES = `
  SELECT id FROM (SELECT id, sum(cardinality(events) + cardinality(traces)) OVER (ORDER BY id) - cardinality(events) - cardinality(traces) AS before FROM (SELECT * FROM change WHERE ${IS_DUE('$2')} ORDER BY id LIMIT 1000) c) s
   WHERE before < $1`;

/** The events of what `takeChanges` would take. */
export async function nextEvents(client: pg.ClientBase, limit: number, now: Micros): Promise<string[]> {
  const { rows } = await client.query<{ events: string[] }>({ name: 'next-events', text: `SELECT events FROM change WHERE id IN (${NEXT_CHANGES})`, values: [limit, now] });
  return rows.flatMap(({ events }) => events);
}

/** Takes what changed and is due, oldest first, up to about `limit` records; null when nothing did. The caller's transaction gives it back when it fails. */
export async function takeChanges(client: pg.ClientBase, limit: number, now: Micros): Promise<Taken | null> {
  const { rows } = await client.query<{ id: string; events: string[]; traces: string[]; at: string }>({
    name: 'take-changes',
    text: `DELETE FROM change WHERE id IN (${NEXT_CHANGES}) RETURNING id, events, traces, at`,
    values: [limit, now],
  });
  if (rows.length === 0) return null;
  const events = new Set<string>();
  const traces = new Set<string>();
  let oldestAt = Infinity;
  for (const row of rows) {
    for (const ref of row.events) events.add(ref);
    for (const trace of row.traces) traces.add(trace);
    oldestAt = Math.min(oldestAt, Number(row.at));
  }
  return { events: [...events], traces: [...traces], oldestAt, ids: rows.map(({ id }) => id) };
}

export interface Taken extends Refs {
  /** When the oldest of it was appended, in microseconds. */
  readonly oldestAt: number;
  /** Of the rows of the queue. */
  readonly ids: readonly string[];
}

/** The trace that waits for the rollup and whose flow, where it is one of its own, has this id: nothing is posted under a trace's own id. */
export async function findWaitingTrace(client: pg.ClientBase, flowId: string): Promise<TraceId[]> {
  const { rows } = await client.query<{ trace: string }>({
    name: 'find-waiting-trace',
    text: `SELECT trace FROM (SELECT unnest(traces) AS trace FROM (SELECT traces FROM change ORDER BY id LIMIT $2) w) t
            WHERE substring(sha256(convert_to('t:' || replace(trace::text, '-', ''), 'UTF8')) FOR 8) = decode($1, 'hex') LIMIT 1`,
    values: [flowId, MOST_LOOKED_THROUGH],
  });
  return rows.map(({ trace }) => brand<TraceId>(traceIdOf(trace)));
}

/** Batches: at a minute's backlog some hundred thousand traces, a fifth of a second of the database. */
const MOST_LOOKED_THROUGH = 2000;

/** Has what was taken wait for a later pass. `at`: when the oldest of it was appended. */
export async function putBack(client: pg.ClientBase, { events, traces }: Refs, { at, dueAt }: { readonly at: number; readonly dueAt: Micros }): Promise<void> {
  if (events.length + traces.length > 0) await client.query('INSERT INTO change (at, events, traces, due_at) VALUES ($1, $2::uuid[], $3::uuid[], $4)', [at, events, traces, dueAt]);
}

/** So many records a row of `change`: a pass takes whole rows. */
export const REFS_PER_CHANGE = 500;

/** One change; null where it is gone meanwhile. */
export async function takeChange(client: pg.ClientBase, id: string): Promise<(Refs & { readonly at: string }) | null> {
  const { rows } = await client.query<{ at: string; events: string[]; traces: string[] }>('DELETE FROM change WHERE id = $1 RETURNING at, events, traces', [id]);
  return rows[0] ?? null;
}

/**
 * Breaks a change that no pass survives in two that are tried again later; where it names a single message or trace, it is given up and returned.
 * So what that does to the rollup costs its own flow alone.
 */
export async function breakChange(client: pg.ClientBase, id: string): Promise<Refs | null> {
  const change = await takeChange(client, id);
  if (change === null || change.events.length + change.traces.length < 2) return change;
  const { at, events, traces } = change;
  const half = (list: readonly string[]): number => Math.ceil(list.length / 2);
  // One of each has no middle: the event goes first, the trace second.
  const cut = traces.length === 1 && events.length > 0 ? 0 : half(traces);
  const middle = events.length === 1 && traces.length > 1 ? 0 : half(events);
  await client.query('INSERT INTO change (at, events, traces) VALUES ($1, $2, $3), ($1, $4, $5)', [at, events.slice(0, middle), traces.slice(0, cut), events.slice(middle), traces.slice(cut)]);
  return null;
}

/** When the oldest was appended of what waits for the rollup; null where nothing does. */
export async function waitingSince(client: pg.ClientBase | pg.Pool): Promise<Micros | null> {
  const { rows } = await client.query<{ at: string }>({ name: 'waiting-since', text: 'SELECT at FROM change ORDER BY id LIMIT 1' });
  return rows[0] === undefined ? null : brand<Micros>(Number(rows[0].at));
}

/** What waits for the rollup: batches, and when the oldest was appended (microseconds); null where nothing waits. */
export async function pendingChanges(client: pg.ClientBase | pg.Pool): Promise<{ batches: number; oldestAt: number | null }> {
  const { rows } = await client.query<{ batches: number; oldest: string | null }>('SELECT count(*)::int AS batches, min(at) AS oldest FROM (SELECT at FROM change ORDER BY id LIMIT 10000) c');
  const row = rows[0];
  return { batches: row?.batches ?? 0, oldestAt: row?.oldest ? Number(row.oldest) : null };
}
