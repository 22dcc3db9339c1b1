/** Who sends for a replay: whoever holds its lease. Times are the database's. */
import type pg from 'pg';
import { DATABASE_NOW } from '#lib/store/clock.ts';

/** Replays in which something is to be done, and that nobody holds: that are being planned or run, were cancelled with items left, that were sending when their sender was lost, or whose outcomes are awaited. */
export async function replaysToDo(pool: pg.Pool): Promise<bigint[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'replays-to-do',
    text: `SELECT r.id FROM replay r
            WHERE r.state <> 'planned' AND (r.leased_until IS NULL OR r.leased_until < ${DATABASE_NOW})
              AND (r.state IN ('planning', 'running') OR r.sent > r.succeeded + r.failed_again + r.unsure
                   OR EXISTS (SELECT FROM replay_chunk c WHERE c.replay_id = r.id AND c.closed_at IS NULL)
                   OR (r.state = 'cancelled' AND EXISTS (SELECT FROM replay_item i WHERE i.replay_id = r.id AND i.state = 'planned')))
            ORDER BY r.id`,
  });
  return rows.map(({ id }) => BigInt(id));
}

/** The term in which this sender may write; null where another holds it. */
export async function takeLease(pool: pg.Pool, id: bigint, sender: string, leaseMs: number): Promise<bigint | null> {
  const { rows } = await pool.query<{ term: string }>({
    name: 'take-replay-lease',
    text: `UPDATE replay SET term = term + 1, sender = $2, leased_until = ${DATABASE_NOW} + $3::bigint * 1000 WHERE id = $1 AND (leased_until IS NULL OR leased_until < ${DATABASE_NOW}) RETURNING term`,
    values: [id.toString(), sender, leaseMs],
  });
  return rows[0] === undefined ? null : BigInt(rows[0].term);
}

/** False where another took over. */
export async function keepLease(pool: pg.Pool, id: bigint, term: bigint, leaseMs: number): Promise<boolean> {
  const { rowCount } = await pool.query({ name: 'keep-replay-lease', text: `UPDATE replay SET leased_until = ${DATABASE_NOW} + $3::bigint * 1000 WHERE id = $1 AND term = $2`, values: [id.toString(), term.toString(), leaseMs] });
  return rowCount === 1;
}

/** Lets another go on at once. */
export async function releaseLease(pool: pg.Pool, id: bigint, term: bigint): Promise<void> {
  await pool.query({ name: 'release-replay-lease', text: 'UPDATE replay SET leased_until = NULL WHERE id = $1 AND term = $2', values: [id.toString(), term.toString()] });
}
