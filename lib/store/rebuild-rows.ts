/** What a rebuild asks of the derived side: how far the rollup is, and to drop what it did not write. */
import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';

/** How many rows of `change` still wait whose records were appended, or given to the rollup again, until then. A row that is put off or broken in two keeps its time. */
export async function pendingUntil(pool: pg.Pool, at: Micros): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM change WHERE at <= $1', [at]);
  return rows[0]?.n ?? 0;
}

/** Drops flows that no pass since `version` wrote; returns how many. Small steps, and what is locked is left: it is being written. */
export async function dropFlowsBefore(pool: pg.Pool, version: bigint): Promise<number> {
  for (let total = 0; ; ) {
    const { rowCount } = await pool.query('DELETE FROM flow WHERE id IN (SELECT id FROM flow WHERE version < $1 ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED)', [version.toString()]);
    total += rowCount ?? 0;
    if ((rowCount ?? 0) === 0) return total;
  }
}
