import { isDeepStrictEqual } from 'node:util';
import type { Outline } from '#lib/core/flows/outline.ts';
import type { FlowSegment, Summary } from '#lib/core/flows/summary.ts';
import type { SummaryRow } from '#lib/services/flows/summary.ts';
import { flowColumns } from '#lib/store/flow-rows.ts';
import { unpackOutline, unpackSegments, type PackedOutline, type PackedSegment } from '#lib/store/packed-flow.ts';
import { int8AsBigInt } from '#lib/store/int8.ts';
import type { Store } from '#lib/store/store.ts';

/** A flow as the rollup derived it, with the names of all its records. */
export interface FlowRow extends SummaryRow {
  readonly events: readonly string[];
  readonly segments: readonly FlowSegment[];
  readonly observed_at: bigint;
  readonly outline: Outline | null;
  /** Another whenever the row was written; null where none is. */
  readonly stamp: string | null;
}

/** As it stands in the database; without names, where `FLOW_ROW` was not asked for them. */
export type StoredFlowRow = Omit<FlowRow, 'segments' | 'outline'> & { readonly segments: readonly PackedSegment[]; readonly outline: PackedOutline | null };

export const flowRow = ({ segments, outline, ...row }: StoredFlowRow): FlowRow => ({ ...row, segments: unpackSegments(segments), outline: outline === null ? null : unpackOutline(outline) });

/** The columns of `flow f`, with its stamp. @param named in SQL, when its records and its outline are wanted too: thousands are read for nothing otherwise */
export const FLOW_ROW = (named: string): string => `id, kind, status, started_at, last_activity_at, duration_micros, entry, services, topics, event_count, span_count, error_count, retry_count,
  duplicate_count, dead_letter_count, observed_at, stamp, ${['events', 'segments', 'outline'].map((column) => `CASE WHEN ${named} THEN ${column} END AS ${column}`).join(', ')}`;

const ROWS = `SELECT ${FLOW_ROW('true')} FROM (SELECT *, xmin::text AS stamp FROM flow) f WHERE id =`;

export async function readFlowRow(store: Pick<Store, 'pool'>, id: string): Promise<FlowRow | null> {
  const { rows } = await store.pool.query<StoredFlowRow>({ name: 'read-flow', text: `${ROWS} $1`, values: [id], types: int8AsBigInt });
  return rows[0] === undefined ? null : flowRow(rows[0]);
}

/** Those that there are, in no order. */
export async function readFlowRows(store: Pick<Store, 'pool'>, ids: readonly string[]): Promise<FlowRow[]> {
  const { rows } = await store.pool.query<StoredFlowRow>({ name: 'read-flows', text: `${ROWS} ANY ($1::text[])`, values: [ids], types: int8AsBigInt });
  return rows.map(flowRow);
}

/** The stamp of the row as it is now; null where there is none. */
export async function stampOfFlowRow(store: Pick<Store, 'pool'>, id: string): Promise<string | null> {
  const { rows } = await store.pool.query<{ stamp: string }>({ name: 'stamp-of-flow', text: 'SELECT xmin::text AS stamp FROM flow WHERE id = $1', values: [id] });
  return rows[0]?.stamp ?? null;
}

/** What the rollup would write of it. */
export function flowRowOf(flow: Summary): FlowRow {
  const columns = flowColumns(flow);
  const { started_at, last_activity_at, duration_micros, observed_at } = columns;
  return { ...columns, started_at: BigInt(started_at), last_activity_at: BigInt(last_activity_at), duration_micros: BigInt(duration_micros), observed_at: BigInt(observed_at), stamp: null };
}

/** Whether nothing has come to the flow, and nothing gone, since the row was written. */
export const isRowOf = (row: FlowRow, { id, observedAt, events, segments, counts }: Summary): boolean =>
  row.id === id && Number(row.observed_at) === observedAt && row.span_count === counts.spans && isDeepStrictEqual(row.events, events) && isDeepStrictEqual(row.segments, segments);
