/** When nobody sampled a source. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { pgText } from '#lib/store/text.ts';

export interface SamplingGap {
  readonly from: Micros;
  readonly to: Micros;
}

export async function insertGap(client: pg.ClientBase, source: string, { from, to }: SamplingGap): Promise<void> {
  await client.query('INSERT INTO sampling_gap (source, from_at, to_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [pgText(source), from, to]);
}

/** Those that touch the range, oldest first. */
export async function readGaps(pool: pg.Pool | pg.ClientBase, source: string, { from, to }: SamplingGap): Promise<SamplingGap[]> {
  const { rows } = await pool.query<{ from_at: string; to_at: string }>('SELECT from_at, to_at FROM sampling_gap WHERE source = $1 AND to_at >= $2 AND from_at < $3 ORDER BY to_at', [pgText(source), from, to]);
  return rows.map((row) => ({ from: brand<Micros>(Number(row.from_at)), to: brand<Micros>(Number(row.to_at)) }));
}
