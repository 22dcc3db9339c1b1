/** Flows of so many records that reading one would be noticed by others who ask. */
import type { Micros } from '#lib/core/time.ts';
import type { Store } from '#lib/store/store.ts';

/** Records. Stands in the predicate of the index `flow_large_idx` too. */
const LARGE = 1000;

/** By what the flow had when it was last derived; false where there is no such flow. */
export async function isLargeFlow(store: Pick<Store, 'pool'>, flowId: string): Promise<boolean> {
  const { rows } = await store.pool.query({ name: 'is-large-flow', text: `SELECT FROM flow WHERE id = $1 AND event_count + span_count > ${LARGE}`, values: [flowId] });
  return rows.length > 0;
}

export interface RestingFlow {
  readonly id: string;
  /** As of `FlowRow`. */
  readonly stamp: string;
}

/** Large flows to which nothing has come since `restsSince`, those that grew last first. */
export async function restingLargeFlows(store: Pick<Store, 'pool'>, { restsSince, most }: { readonly restsSince: Micros; readonly most: number }): Promise<RestingFlow[]> {
  const { rows } = await store.pool.query<RestingFlow>({
    name: 'resting-large-flows',
    text: `SELECT id, xmin::text AS stamp FROM flow WHERE event_count + span_count > ${LARGE} AND observed_at <= $1 ORDER BY observed_at DESC LIMIT $2`,
    values: [restsSince, most],
  });
  return rows;
}
