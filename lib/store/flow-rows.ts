/** Writes and finds the derived rows of flows. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { hashKey, TRACE_ROLES } from '#lib/core/flows/keys.ts';
import type { FlowSegment, Summary, SummaryKey } from '#lib/core/flows/summary.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { packOutline, packSegments, unpackSegments, type PackedSegment } from '#lib/store/packed-flow.ts';
import { plainArray } from '#lib/store/plain-array.ts';
import { traceIdOf } from '#lib/store/refs.ts';
import { pgJson, pgName, pgText } from '#lib/store/text.ts';
import { together } from '#lib/store/together.ts';

export interface FlowMembers {
  readonly id: string;
  readonly events: readonly string[];
  readonly segments: readonly FlowSegment[];
}

/** The flows under any of these key hashes, or with one of these ids, and what they hold. */
export async function findFlows(client: pg.ClientBase, hashes: readonly bigint[], ids: readonly string[]): Promise<FlowMembers[]> {
  if (hashes.length + ids.length === 0) return [];
  const { rows } = await client.query<Omit<FlowMembers, 'segments'> & { segments: PackedSegment[] }>({
    name: 'find-flows',
    // `OFFSET 0` keeps the planner from joining with the whole of `flow`, as it would with a plan made while that was empty.
    text: `SELECT f.id, f.events, f.segments
             FROM (SELECT flow_id FROM flow_key WHERE hash = ANY($1::bigint[]) UNION SELECT unnest($2::text[])) w
            CROSS JOIN LATERAL (SELECT id, events, segments FROM flow WHERE id = w.flow_id OFFSET 0) f`,
    values: [plainArray(hashes), plainArray(ids)],
  });
  return rows.map(({ segments, ...row }) => ({ ...row, segments: unpackSegments(segments) }));
}

/**
 * Replaces flows by what was derived now. A flow that goes on is rewritten in its place, and of its keys only those that are other: most of a growing
 * flow stays as it is. A portion is asked for as soon as the one before is on its way.
 */
export async function replaceFlows(client: pg.ClientBase, oldIds: readonly string[], portions: Iterable<readonly Summary[]>, version: bigint): Promise<void> {
  // Locked in one order: retention deletes the same rows.
  const sent: Promise<unknown>[] = [client.query('SELECT 1 FROM flow WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE', [oldIds.toSorted()])];
  const kept = new Set<string>();
  try {
    for (const flows of portions) {
      for (const { id } of flows) kept.add(id);
      sent.push(writeFlows(client, flows, version));
    }
    sent.push(client.query('DELETE FROM flow_waiting WHERE flow_id = ANY($1::text[])', [[...kept]]));
    sent.push(client.query('DELETE FROM flow WHERE id = ANY($1::text[])', [oldIds.filter((id) => !kept.has(id))]));
  } finally {
    await together(sent);
  }
}

/** The columns of a flow that follow from its records, as they are read. */
export const flowColumns = (flow: Summary) => ({
  id: flow.id,
  kind: pgName(flow.kind),
  status: flow.status,
  started_at: flow.startedAt,
  last_activity_at: flow.lastActivityAt,
  duration_micros: flow.lastActivityAt - flow.startedAt,
  observed_at: flow.observedAt,
  entry: pgName(flow.entry),
  services: flow.services.map(pgName),
  topics: [...flow.topics],
  event_count: flow.counts.events,
  span_count: flow.counts.spans,
  error_count: flow.counts.errors,
  retry_count: flow.counts.retries,
  duplicate_count: flow.counts.duplicates,
  dead_letter_count: flow.counts.deadLetters,
  events: flow.events,
  segments: flow.segments,
  outline: flow.outline,
});

async function writeFlows(client: pg.ClientBase, flows: readonly Summary[], version: bigint): Promise<void> {
  await together([writeRows(client, flows, version), writeKeys(client, flows)]);
}

async function writeRows(client: pg.ClientBase, flows: readonly Summary[], version: bigint): Promise<void> {
  // Rows travel as one JSON document: arrays within rows cannot be unnested side by side.
  const rows = flows.map((flow) => ({ ...flowColumns(flow), segments: packSegments(flow.segments), outline: packOutline(flow.outline), settles_at: flow.settlesAt, search: flow.search, version: version.toString(), baseline: flow.baseline }));
  const columns = Object.keys(rows[0] ?? {});
  await client.query({
    name: 'write-flows',
    text: `INSERT INTO flow SELECT * FROM jsonb_populate_recordset(null::flow, $1::jsonb)
           ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    values: [pgJson(rows)],
  });
}

async function writeKeys(client: pg.ClientBase, flows: readonly Summary[]): Promise<void> {
  const keys = flows.flatMap((flow) => distinctKeys(flow));
  await client.query({
    name: 'write-flow-keys',
    text: `WITH given AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS g (flow_id, kind, name, value, hash)),
                gone AS (DELETE FROM flow_key k WHERE k.flow_id = ANY($6::text[]) AND NOT EXISTS (SELECT FROM given g WHERE g.flow_id = k.flow_id AND g.hash = k.hash))
           INSERT INTO flow_key AS k (flow_id, kind, name, value, hash) SELECT flow_id, kind, name, value, hash FROM given
           ON CONFLICT (flow_id, hash) DO UPDATE SET kind = excluded.kind, name = excluded.name, value = excluded.value
            WHERE (k.kind, k.name, k.value) IS DISTINCT FROM (excluded.kind, excluded.name, excluded.value)`,
    values: [
      plainArray(keys.map(({ flow }) => flow)),
      plainArray(keys.map(({ key }) => (key.unlisted ? 'record' : key.kind))),
      keys.map(({ key }) => pgText(key.name)),
      keys.map(({ key }) => (key.unlisted ? '' : keyValue(key.value))),
      plainArray(keys.map(({ hash }) => hash)),
      plainArray(flows.map(({ id }) => id)),
    ],
  });
}

/** Two texts of a flow may have one hash: the first is kept. */
function distinctKeys({ id, keys }: Summary): { flow: string; key: SummaryKey; hash: bigint }[] {
  const hashes = new Set<bigint>();
  return keys.flatMap((key) => {
    const hash = hashKey(key.text);
    if (hashes.has(hash)) return [];
    hashes.add(hash);
    return [{ flow: id, key, hash }];
  });
}

/** Key values are indexed by their beginning; what is longer is found by its hash. */
export const KEY_VALUE_LIMIT = 200;
export const keyValue = (value: string): string => pgText(value).slice(0, KEY_VALUE_LIMIT).toWellFormed();

/** Whether anything changed that is due, a flow's quiet period is over, texts wait to be indexed, or flows were dropped and are tallied still. */
export async function hasWork(client: pg.ClientBase, now: Micros): Promise<boolean> {
  const { rows } = await client.query<{ work: boolean }>({
    name: 'has-work',
    text: 'SELECT EXISTS (SELECT FROM change WHERE due_at <= $1) OR EXISTS (SELECT FROM flow WHERE settles_at <= $1) OR EXISTS (SELECT FROM flow_tally_change) OR EXISTS (SELECT FROM flow_text_waiting) OR EXISTS (SELECT FROM edge_gone) AS work',
    values: [now],
  });
  return rows[0]?.work ?? false;
}

/** Ids of what is due, oldest first, with about $1 records at $2. */
const NEXT_CHANGES = `
  SELECT id FROM (SELECT id, sum(cardinality(events) + cardinality(traces)) OVER (ORDER BY id) - cardinality(events) - cardinality(traces) AS before FROM (SELECT * FROM change WHERE due_at <= $2 ORDER BY id LIMIT 1000) c) s
   WHERE before < $1`;

/** The events of what `takeChanges` would take. */
export async function nextEvents(client: pg.ClientBase, limit: number, now: Micros): Promise<string[]> {
  const { rows } = await client.query<{ events: string[] }>({ name: 'next-events', text: `SELECT events FROM change WHERE id IN (${NEXT_CHANGES})`, values: [limit, now] });
  return rows.flatMap(({ events }) => events);
}

/** Takes what changed and is due, oldest first, up to about `limit` records; null when nothing did. The caller's transaction gives it back when it fails. */
export async function takeChanges(client: pg.ClientBase, limit: number, now: Micros): Promise<{ events: string[]; traces: string[]; oldestAt: number; taken: number } | null> {
  const { rows } = await client.query<{ events: string[]; traces: string[]; at: string }>({
    name: 'take-changes',
    text: `DELETE FROM change WHERE id IN (${NEXT_CHANGES}) RETURNING events, traces, at`,
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
  return { events: [...events], traces: [...traces], oldestAt, taken: rows.length };
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
export async function putBack(client: pg.ClientBase, { events, traces }: { readonly events: readonly string[]; readonly traces: readonly string[] }, { at, dueAt }: { readonly at: number; readonly dueAt: Micros }): Promise<void> {
  if (events.length + traces.length > 0) await client.query('INSERT INTO change (at, events, traces, due_at) VALUES ($1, $2::uuid[], $3::uuid[], $4)', [at, events, traces, dueAt]);
}

export async function nextPass(client: pg.ClientBase): Promise<bigint> {
  const { rows } = await client.query<{ pass: string }>(`SELECT nextval('rollup_pass') AS pass`);
  return BigInt(rows[0]?.pass ?? 0);
}

/**
 * Marks keys that join nothing from now on, and has all that is posted under them derived again: what they joined falls apart.
 * @param lost whether a component that grew too large lost them; else they name too many records
 */
export async function markHubs(client: pg.ClientBase, hashes: readonly bigint[], { lost, now }: { readonly lost: boolean; readonly now: Micros }): Promise<void> {
  if (hashes.length === 0) return;
  await client.query(
    `WITH marked AS (INSERT INTO hub (hash, marked_at, lost) SELECT h, $2, $3 FROM unnest($1::bigint[]) h ON CONFLICT DO NOTHING RETURNING hash),
          posted AS (SELECT DISTINCT p.ref, p.role = ANY($4::int[]) AS is_trace FROM marked m CROSS JOIN LATERAL (SELECT ref, role FROM key_posting WHERE hash = m.hash OFFSET 0) p),
          numbered AS (SELECT ref, is_trace, (row_number() OVER () - 1) / ${REFS_PER_CHANGE} AS part FROM posted)
     INSERT INTO change (at, events, traces)
     SELECT $2, coalesce(array_agg(ref) FILTER (WHERE NOT is_trace), '{}'), coalesce(array_agg(ref) FILTER (WHERE is_trace), '{}') FROM numbered GROUP BY part`,
    [hashes.map(String), now, lost, TRACE_ROLES],
  );
}

/** So many records a row of `change`: a pass takes whole rows. */
export const REFS_PER_CHANGE = 500;

/**
 * Breaks the oldest change that is due, which no pass survives, in two that are tried again later; where it names a single record, it is given up and returned.
 * So what one record does to the rollup costs that record alone.
 */
export async function breakOldestChange(client: pg.ClientBase, now: Micros): Promise<{ events: string[]; traces: string[] } | null> {
  const { rows } = await client.query<{ at: string; events: string[]; traces: string[] }>('DELETE FROM change WHERE id = (SELECT min(id) FROM change WHERE due_at <= $1) RETURNING at, events, traces', [now]);
  const change = rows[0];
  if (change === undefined || change.events.length + change.traces.length < 2) return change ?? null;
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
