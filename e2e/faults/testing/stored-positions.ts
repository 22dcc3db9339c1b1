import type { Store } from '#lib/store/store.ts';

/** By `topic/partition`, of the newest incarnations. */
export async function storedPositions({ pool }: Pick<Store, 'pool'>): Promise<Map<string, bigint>> {
  const { rows } = await pool.query<{ at: string; next: string }>(`SELECT t.name || '/' || p.partition AS at, p.next_offset AS next FROM position p JOIN topic t ON t.id = p.topic_id`);
  return new Map(rows.map(({ at, next }) => [at, BigInt(next)]));
}

/** Offsets that are behind the collector, in all. */
export const storedInAll = async (store: Pick<Store, 'pool'>): Promise<bigint> => [...(await storedPositions(store)).values()].reduce((sum, next) => sum + next, 0n);
