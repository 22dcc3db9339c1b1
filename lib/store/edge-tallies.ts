/** The sums of what flows add to edges, by minute and by hour. Only the rollup writes them, so they are read, added to and written back. */
import type pg from 'pg';
import type { EdgeName } from '#lib/core/topology/edge.ts';
import type { EdgeSum } from '#lib/core/topology/graph.ts';
import { hourOf, Level, type TallyDelta } from '#lib/core/topology/edge-delta.ts';
import { decodeVector, encodeVector, sumOfVectors } from '#lib/core/topology/packed-counts.ts';

interface Row {
  readonly level: number;
  readonly at: number;
  readonly edge_id: string;
  readonly counts: Uint8Array;
}

const name = (level: number, at: number, edge: bigint | string): string => `${level}/${at}/${edge}`;

/** Adds to the tallies; what comes to nothing is removed. */
export async function addToTallies(client: pg.ClientBase, deltas: readonly TallyDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  const { rows } = await client.query<Row>({
    name: 'read-edge-tallies-of',
    text: `SELECT t.level, t.at, t.edge_id, t.counts FROM unnest($1::smallint[], $2::int[], $3::bigint[]) AS w (level, at, edge_id)
            CROSS JOIN LATERAL (SELECT * FROM edge_tally WHERE level = w.level AND at = w.at AND edge_id = w.edge_id OFFSET 0) t`,
    values: keysOf(deltas),
  });
  const known = new Map(rows.map((row) => [name(row.level, row.at, row.edge_id), decodeVector(row.counts)]));
  const sums = deltas.map((delta) => ({ ...delta, sum: added(known.get(name(delta.level, delta.at, delta.edge)), delta.change) }));
  const kept = sums.filter(({ sum }) => sum.size > 0);
  await client.query({
    name: 'write-edge-tallies',
    text: `INSERT INTO edge_tally (level, at, edge_id, counts) SELECT * FROM unnest($1::smallint[], $2::int[], $3::bigint[], $4::bytea[])
           ON CONFLICT (level, at, edge_id) DO UPDATE SET counts = excluded.counts`,
    values: [...keysOf(kept), kept.map(({ sum }) => Buffer.from(encodeVector(sum)))],
  });
  const empty = sums.filter(({ sum }) => sum.size === 0);
  if (empty.length > 0) {
    await client.query('DELETE FROM edge_tally t USING unnest($1::smallint[], $2::int[], $3::bigint[]) AS w (level, at, edge_id) WHERE t.level = w.level AND t.at = w.at AND t.edge_id = w.edge_id', keysOf(empty));
  }
}

const keysOf = (deltas: readonly Pick<TallyDelta, 'level' | 'at' | 'edge'>[]): [number[], number[], string[]] => [deltas.map(({ level }) => level), deltas.map(({ at }) => at), deltas.map(({ edge }) => edge.toString())];

function added(known: ReadonlyMap<number, number> | undefined, change: ReadonlyMap<number, number>): Map<number, number> {
  const sum = new Map(known);
  for (const [measure, n] of change) {
    const total = (sum.get(measure) ?? 0) + n;
    if (total > 0) sum.set(measure, total);
    else sum.delete(measure);
  }
  return sum;
}

/**
 * Sums of all edges over minutes since the epoch, the last one included: whole hours where there are some, minutes at both ends.
 * At most `limit` tallies are read; where there were more, `countedSince` is the minute from which on all were.
 */
export async function readEdgeSums(client: pg.Pool | pg.ClientBase, { from, to, limit }: { readonly from: number; readonly to: number; readonly limit: number }): Promise<{ sums: EdgeSum[]; countedSince: number | null }> {
  const [firstHour, endHour] = [hourOf(from + 59), hourOf(to + 1)];
  const ends = firstHour < endHour ? [[from, firstHour], [endHour, to + 1]] : [[from, to + 1]];
  const hours = firstHour < endHour ? [[firstHour, endHour]] : [];
  const stretches = [...ends.map(([begin, end]) => [Level.minute, begin, end] as const), ...hours.map(([begin, end]) => [Level.hour, begin, end] as const)].filter(([, begin = 0, end = 0]) => begin < end);
  const { rows } = await client.query<SumRow>({
    name: 'read-edge-tallies',
    // One row for each edge: each vector after its length, so that thousands of rows need not be made.
    text: `SELECT w.level, t.edge_id, min(t.at) AS first, max(t.at) AS last, count(*)::int AS tallies, string_agg(int4send(length(t.counts)) || t.counts, '') AS vectors
             FROM unnest($1::smallint[], $2::int[], $3::int[]) AS w (level, begins, ends)
            CROSS JOIN LATERAL (SELECT * FROM edge_tally WHERE level = w.level AND at >= w.begins AND at < w.ends ORDER BY at DESC LIMIT $4) t
            GROUP BY w.level, t.edge_id`,
    values: [stretches.map(([level]) => level), stretches.map(([, begin]) => begin), stretches.map(([, , end]) => end), limit],
  });
  const sums = new Map<string, { counts: Map<number, number>; lastMinute: number }>();
  for (const { level, edge_id, last, vectors } of rows) {
    const known = sums.get(edge_id);
    sums.set(edge_id, { counts: sumOfVectors(vectors, known?.counts), lastMinute: Math.max(known?.lastMinute ?? 0, level === Level.hour ? Math.min(last + 59, to) : last) });
  }
  const names = await client.query<{ id: string; name: EdgeName }>({ name: 'read-edge-names', text: 'SELECT id, name FROM edge WHERE id = ANY($1::bigint[])', values: [[...sums.keys()]] });
  return {
    sums: names.rows.flatMap(({ id, name: edge }) => {
      const sum = sums.get(id);
      return sum === undefined ? [] : [{ edge, ...sum }];
    }),
    countedSince: stretches.reduce<number | null>((since, [level]) => latest(since, cutAt(rows.filter((row) => row.level === level), limit)), null),
  };
}

/** The hour in which the oldest that is counted stands, in minutes since the epoch; null where nothing is. */
export async function readFirstHour(client: pg.Pool | pg.ClientBase): Promise<number | null> {
  const { rows } = await client.query<{ at: number | null }>({ name: 'read-first-edge-hour', text: `SELECT min(at) AS at FROM edge_tally WHERE level = ${Level.hour}`, values: [] });
  return rows[0]?.at ?? null;
}

interface SumRow {
  readonly level: number;
  readonly edge_id: string;
  readonly first: number;
  readonly last: number;
  readonly tallies: number;
  readonly vectors: Uint8Array;
}

/** Where as many were read as may be, the stretch of the oldest may be there in part only. */
function cutAt(rows: readonly SumRow[], limit: number): number | null {
  const read = rows.reduce((sum, { tallies }) => sum + tallies, 0);
  return read < limit ? null : rows.reduce((least, { level, first }) => Math.min(least, first + (level === Level.hour ? 60 : 1)), Infinity);
}
const latest = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));
