/** Writes and finds the derived rows of flows. */
import type pg from 'pg';
import { hashKey } from '#lib/core/flows/keys.ts';
import type { FlowSegment, Summary, SummaryKey } from '#lib/core/flows/summary.ts';
import { packOutline, packSegments, unpackSegments, type PackedSegment } from '#lib/store/packed-flow.ts';
import { plainArray } from '#lib/store/plain-array.ts';
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

export async function nextPass(client: pg.ClientBase): Promise<bigint> {
  const { rows } = await client.query<{ pass: string }>(`SELECT nextval('rollup_pass') AS pass`);
  return BigInt(rows[0]?.pass ?? 0);
}
