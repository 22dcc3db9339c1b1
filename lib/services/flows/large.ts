/** Flows of so many records that reading one would be noticed by others who ask. */
import { brand } from '#lib/core/brand.ts';
import { LARGE, LONGEST_REST_MICROS } from '#lib/core/flows/large.ts';
import type { Micros } from '#lib/core/time.ts';
import type { Store } from '#lib/store/store.ts';

/** Since when a large flow may lack records, by when the oldest was stored of what waits for the rollup: it is not derived for who asks, and what waits no longer than it is put off is on its way. */
export const largeBehindSince = (waitingSince: Micros | null, now: Micros): Micros | null => (waitingSince !== null && now - waitingSince > LONGEST_REST_MICROS ? waitingSince : null);

export interface LargeFlow {
  readonly id: string;
  /** As of `FlowRow`. */
  readonly stamp: string;
  /** When the last record arrived. */
  readonly observedAt: Micros;
}

/** Large flows to which nothing has come since `restsSince`, those that grew last first. */
export async function restingLargeFlows(store: Pick<Store, 'pool'>, { restsSince, most }: { readonly restsSince: Micros; readonly most: number }): Promise<LargeFlow[]> {
  const { rows } = await store.pool.query<{ id: string; stamp: string; observed_at: string }>({
    name: 'resting-large-flows',
    text: `SELECT id, xmin::text AS stamp, observed_at FROM flow WHERE event_count + span_count > ${LARGE} AND observed_at <= $1 ORDER BY observed_at DESC LIMIT $2`,
    values: [restsSince, most],
  });
  return rows.map(({ id, stamp, observed_at }) => ({ id, stamp, observedAt: brand<Micros>(Number(observed_at)) }));
}
