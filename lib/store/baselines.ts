/** Versions of what was learned per kind of flow. */
import type pg from 'pg';
import type { Learned } from '#lib/core/baseline/learn.ts';
import type { Outline } from '#lib/core/flows/outline.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { unpackOutline, type PackedOutline } from '#lib/store/packed-flow.ts';
import { pgJson, pgName } from '#lib/store/text.ts';

type Client = pg.Pool | pg.ClientBase;

export interface StoredBaseline {
  readonly version: number;
  readonly kind: string;
  readonly madeAt: Micros;
  readonly learned: Learned;
}

/** Kinds that are learned: those with the most flows of late. */
const MOST_KINDS = 200;
/** Versions of one kind that are kept: two days of a kind that changes all the time, and as long as there are flows of one that does not. */
export const MOST_VERSIONS = 48;
/** The newest flows, among which kinds are looked for. */
const LATELY = 50_000;

/** Those made after a version, oldest first. */
export async function readBaselines(client: Client, after: number): Promise<StoredBaseline[]> {
  const { rows } = await client.query<{ version: number; kind: string; made_at: string; learned: Learned }>({
    name: 'read-baselines',
    text: 'SELECT version, kind, made_at, learned FROM baseline WHERE version > $1 ORDER BY version',
    values: [after],
  });
  return rows.map(({ version, kind, made_at, learned }) => ({ version, kind, madeAt: brand<Micros>(Number(made_at)), learned }));
}

/** The version of a kind that was in force at a moment; null where there was none. */
export async function readBaselineAt(client: Client, kind: string, at: Micros): Promise<StoredBaseline | null> {
  const { rows } = await client.query<{ version: number; made_at: string; learned: Learned }>({
    name: 'read-baseline-at',
    text: 'SELECT version, made_at, learned FROM baseline WHERE kind = $1 AND made_at <= $2 ORDER BY made_at DESC, version DESC LIMIT 1',
    values: [pgName(kind), at],
  });
  const row = rows[0];
  return row === undefined ? null : { version: row.version, kind, madeAt: brand<Micros>(Number(row.made_at)), learned: row.learned };
}

/** Appends a version, and drops the oldest beyond those that are kept. */
export async function insertBaseline(client: Client, kind: string, learned: Learned, madeAt: Micros): Promise<number> {
  const { rows } = await client.query<{ version: number }>('INSERT INTO baseline (kind, made_at, flows, learned) VALUES ($1, $2, $3, $4::jsonb) RETURNING version', [pgName(kind), madeAt, learned.flows, pgJson(learned)]);
  await client.query('DELETE FROM baseline WHERE version IN (SELECT version FROM baseline WHERE kind = $1 ORDER BY version DESC OFFSET $2)', [pgName(kind), MOST_VERSIONS]);
  return rows[0]?.version ?? 0;
}

/** Kinds of which so many flows have lately come to rest, the most frequent first. */
export async function settledKinds(client: Client, atLeast: number): Promise<{ kind: string; flows: number }[]> {
  const { rows } = await client.query<{ kind: string; flows: number }>(
    `SELECT kind, count(*)::int AS flows FROM (SELECT kind FROM flow WHERE status <> 'in-flight' ORDER BY started_at DESC LIMIT ${LATELY}) f
      GROUP BY kind HAVING count(*) >= $1 ORDER BY flows DESC, kind LIMIT ${MOST_KINDS}`,
    [atLeast],
  );
  return rows;
}

/** Outlines of flows of a kind that have come to rest and to which nothing came since `quietSince`, the newest first. */
export async function settledOutlines(client: Client, kind: string, quietSince: Micros, limit: number): Promise<Outline[]> {
  const { rows } = await client.query<{ outline: PackedOutline }>(
    `SELECT outline FROM flow WHERE kind = $1 AND status <> 'in-flight' AND observed_at <= $2 AND outline IS NOT NULL ORDER BY started_at DESC LIMIT $3`,
    [kind, quietSince, limit],
  );
  return rows.map(({ outline }) => unpackOutline(outline));
}
