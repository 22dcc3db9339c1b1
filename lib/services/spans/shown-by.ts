import { hashKey, segmentKey, traceKey } from '#lib/core/flows/keys.ts';
import type { SpanRef } from '#lib/core/ids.ts';
import { unpackSegments, type PackedSegment } from '#lib/store/packed-flow.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

export interface ShownBy {
  /** The flow in which it was found first. */
  readonly flowId: string;
  /** Over `flow f`: every flow that shows the span. */
  readonly condition: Prisma.Sql;
  /** How many they are. */
  readonly flows: number;
}

/**
 * Where a span is shown. Every flow with anything of a trace has the trace's key, and says which segments of it are its own;
 * one of them tells the segment, and a segment that is shared has a key that exactly its flows have. Null while none shows it.
 */
export async function shownBy(store: Pick<QueryStore, 'prisma'>, { traceId, spanId }: SpanRef): Promise<ShownBy | null> {
  const [row] = await store.prisma.$queryRaw<{ id: string; segment: PackedSegment }[]>`
    SELECT f.id, s.segment
    FROM flow_key k
    JOIN flow f ON f.id = k.flow_id
    CROSS JOIN LATERAL jsonb_array_elements(f.segments) AS s(segment)
    WHERE k.hash = ${hashKey(traceKey(traceId))}::bigint
      AND (s.segment = to_jsonb(${traceId}::text) OR s.segment->>'trace' = ${traceId} AND (s.segment->'spans' = 'null'::jsonb OR s.segment->'spans' ? ${spanId}))
    LIMIT 1`;
  if (row === undefined) return null;
  const { shared, segment } = unpackSegments([row.segment])[0]!;
  if (!shared) return { flowId: row.id, condition: Prisma.sql`f.id = ${row.id}`, flows: 1 };
  const hash = hashKey(segmentKey(traceId, segment));
  const flows = await store.prisma.flowKey.count({ where: { hash } });
  return { flowId: row.id, condition: Prisma.sql`f.id IN (SELECT flow_id FROM flow_key WHERE hash = ${hash}::bigint)`, flows };
}
