/** What flows add to the edges of the topology: kept for each flow, so that it can be taken away again when the flow is derived anew. */
import type pg from 'pg';
import { hashFromFlowId, hashKey, segmentKey } from '#lib/core/flows/keys.ts';
import type { FlowSegment } from '#lib/core/flows/summary.ts';
import type { Micros } from '#lib/core/time.ts';
import type { EdgeName } from '#lib/core/topology/edge.ts';
import { decodePart, encodePart, type Part } from '#lib/core/topology/packed-counts.ts';
import { pgJson } from '#lib/store/text.ts';

export interface EdgePart {
  readonly owner: bigint;
  readonly observedAt: Micros;
  readonly part: Part;
}

export const ownerOfFlow = (id: string): bigint => hashFromFlowId(id) ?? 0n;
export type SharedSegment = Pick<FlowSegment, 'trace' | 'segment'>;
/** A segment that several flows show counts once, whoever shows it. A flow of that segment alone has its key: the two must not meet. */
export const ownerOfShared = ({ trace, segment }: SharedSegment): bigint => hashKey(`shared ${segmentKey(trace, segment)}`);

/** Of these owners, what each added until now. */
export async function readParts(client: pg.ClientBase, owners: readonly bigint[]): Promise<Part[]> {
  if (owners.length === 0) return [];
  const { rows } = await client.query<{ counts: Uint8Array }>({ name: 'read-edge-parts', text: 'SELECT counts FROM edge_part WHERE owner = ANY($1::bigint[])', values: [owners.map(String)] });
  return rows.map(({ counts }) => decodePart(counts));
}

export async function writeParts(client: pg.ClientBase, parts: readonly EdgePart[], version: bigint): Promise<void> {
  if (parts.length === 0) return;
  await client.query({
    name: 'write-edge-parts',
    text: `INSERT INTO edge_part (owner, observed_at, version, counts) SELECT owner, observed_at, $3, counts FROM unnest($1::bigint[], $2::bigint[], $4::bytea[]) AS w (owner, observed_at, counts) ORDER BY owner
           ON CONFLICT (owner) DO UPDATE SET observed_at = excluded.observed_at, version = excluded.version, counts = excluded.counts`,
    values: [parts.map(({ owner }) => owner.toString()), parts.map(({ observedAt }) => observedAt), version.toString(), parts.map(({ part }) => Buffer.from(encodePart(part)))],
  });
}

/** What they added is taken from the tallies by the next `takeGone`. */
export async function dropParts(client: pg.ClientBase, owners: readonly bigint[]): Promise<void> {
  if (owners.length === 0) return;
  // Locked in one order: retention deletes the same rows.
  await client.query('WITH locked AS (SELECT owner FROM edge_part WHERE owner = ANY($1::bigint[]) ORDER BY owner FOR UPDATE) DELETE FROM edge_part p USING locked WHERE p.owner = locked.owner', [owners.map(String)]);
}

/** Which of these segments no flow shows any more as one that it shares. */
export async function unshownSegments(client: pg.ClientBase, segments: readonly SharedSegment[]): Promise<SharedSegment[]> {
  if (segments.length === 0) return [];
  const { rows } = await client.query<{ place: string }>(
    `SELECT place FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS s (hash, shown, place)
      WHERE NOT EXISTS (SELECT FROM flow_key k JOIN flow f ON f.id = k.flow_id WHERE k.hash = s.hash AND f.segments @> s.shown::jsonb)`,
    [segments.map(({ trace, segment }) => hashKey(segmentKey(trace, segment)).toString()), segments.map(({ trace, segment }) => pgJson([{ trace, segment, shared: true }]))],
  );
  return rows.flatMap(({ place }) => segments[Number(place) - 1] ?? []);
}

/** Takes the parts that went away, and are still counted. */
export async function takeGone(client: pg.ClientBase): Promise<Part[]> {
  const { rows } = await client.query<{ counts: Uint8Array }>({ name: 'take-edges-gone', text: `DELETE FROM edge_gone WHERE id IN (SELECT id FROM edge_gone ORDER BY id LIMIT ${MOST_GONE}) RETURNING counts`, values: [] });
  return rows.map(({ counts }) => decodePart(counts));
}

/** At once: retention drops thousands. */
const MOST_GONE = 5000;

/** Whether parts have gone away that are still counted. */
export async function areGone(client: pg.ClientBase | pg.Pool): Promise<boolean> {
  const { rows } = await client.query<{ gone: boolean }>({ name: 'are-edges-gone', text: 'SELECT EXISTS (SELECT FROM edge_gone) AS gone', values: [] });
  return rows[0]?.gone ?? false;
}

/** Drops what no pass since `version` wrote, as a rebuild does with flows. */
export async function dropPartsBefore(pool: pg.Pool, version: bigint): Promise<void> {
  for (let dropped = 1; dropped > 0; ) {
    const { rowCount } = await pool.query('DELETE FROM edge_part WHERE owner IN (SELECT owner FROM edge_part WHERE version < $1 ORDER BY owner LIMIT 500 FOR UPDATE SKIP LOCKED)', [version.toString()]);
    dropped = rowCount ?? 0;
  }
}

/** Says which edges are meant by their ids, and that they are still seen. */
export async function writeEdgeNames(client: pg.ClientBase, names: ReadonlyMap<bigint, EdgeName>, now: Micros): Promise<void> {
  if (names.size === 0) return;
  const rows = [...names].map(([id, name]) => ({ id: id.toString(), name })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await client.query({
    name: 'write-edge-names',
    text: `INSERT INTO edge AS e (id, name, seen_at) SELECT id, name, $2 FROM jsonb_to_recordset($1::jsonb) AS w (id bigint, name jsonb)
           ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at WHERE e.seen_at < excluded.seen_at - ${RENEWED_AFTER_MICROS}`,
    values: [pgJson(rows), now],
  });
}

const RENEWED_AFTER_MICROS = 3_600_000_000;
