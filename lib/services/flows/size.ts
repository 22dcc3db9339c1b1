import type { Store } from '#lib/store/store.ts';

/** How many records a flow had when it was last derived; 0 where there is no such flow. */
export async function sizeOfFlow(store: Pick<Store, 'pool'>, flowId: string): Promise<number> {
  const { rows } = await store.pool.query<{ records: number }>({ name: 'size-of-flow', text: 'SELECT event_count + span_count AS records FROM flow WHERE id = $1', values: [flowId] });
  return rows[0]?.records ?? 0;
}
