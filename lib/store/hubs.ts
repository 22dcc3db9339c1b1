import type pg from 'pg';
import { TRACE_ROLES } from '#lib/core/flows/keys.ts';
import type { Micros } from '#lib/core/time.ts';
import { REFS_PER_CHANGE } from '#lib/store/change-queue.ts';

/**
 * Marks keys that join nothing from now on, and has all that is posted under them derived again: what they joined falls apart.
 * @param lost whether a component that grew too large lost them; else they name too many records
 */
export async function markHubs(client: pg.ClientBase, hashes: readonly bigint[], { lost, now }: { readonly lost: boolean; readonly now: Micros }): Promise<void> {
  if (hashes.length === 0) return;
  await client.query(
    `WITH marked AS (INSERT INTO hub (hash, marked_at, lost) SELECT h, $2, $3 FROM unnest($1::bigint[]) h ON CONFLICT DO NOTHING RETURNING hash),
          posted AS (SELECT DISTINCT p.ref, p.role = ANY($4::int[]) AS is_trace FROM marked m CROSS JOIN LATERAL (SELECT ref, role FROM key_posting WHERE hash = m.hash OFFSET 0) p),
          numbered AS (SELECT ref, is_trace, (row_number() OVER () - 1) / ${REFS_PER_CHANGE} AS part FROM posted)
     INSERT INTO change (at, events, traces)
     SELECT $2, coalesce(array_agg(ref) FILTER (WHERE NOT is_trace), '{}'), coalesce(array_agg(ref) FILTER (WHERE is_trace), '{}') FROM numbered GROUP BY part`,
    [hashes.map(String), now, lost, TRACE_ROLES],
  );
}
