import type { Outline } from '#lib/core/flows/outline.ts';
import type { FlowSegment } from '#lib/core/flows/summary.ts';
import type { SummaryRow } from '#lib/services/flows/summary.ts';
import { int8AsBigInt } from '#lib/store/int8.ts';
import type { Store } from '#lib/store/store.ts';

/** A flow as the rollup derived it, with the names of all its records. */
export interface FlowRow extends SummaryRow {
  readonly events: string[];
  readonly segments: FlowSegment[];
  readonly observed_at: bigint;
  readonly outline: Outline | null;
  /** Another whenever the row was written. */
  readonly stamp: string;
}

export async function readFlowRow(store: Pick<Store, 'pool'>, id: string): Promise<FlowRow | null> {
  const { rows } = await store.pool.query<FlowRow>({ name: 'read-flow', text: 'SELECT *, xmin::text AS stamp FROM flow WHERE id = $1', values: [id], types: int8AsBigInt });
  return rows[0] ?? null;
}

/** The stamp of the row as it is now; null where there is none. */
export async function stampOfFlowRow(store: Pick<Store, 'pool'>, id: string): Promise<string | null> {
  const { rows } = await store.pool.query<{ stamp: string }>({ name: 'stamp-of-flow', text: 'SELECT xmin::text AS stamp FROM flow WHERE id = $1', values: [id] });
  return rows[0]?.stamp ?? null;
}
