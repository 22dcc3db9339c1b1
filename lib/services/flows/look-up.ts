import type { KeyMatch } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import { LARGE } from '#lib/core/flows/large.ts';
import type { Micros } from '#lib/core/time.ts';
import { FLOW_ROW, flowRow, type FlowRow, type StoredFlowRow } from '#lib/services/flows/flow-row.ts';
import type { KeyTerms } from '#lib/services/flows/key-terms.ts';
import { messageHashes } from '#lib/services/flows/search-text.ts';
import { int8AsBigInt } from '#lib/store/int8.ts';
import type { Store } from '#lib/store/store.ts';
import { pgText } from '#lib/store/text.ts';

/** More flows than these are not told apart by looking at a list. */
export const MOST_MATCHES = 50;

export interface LookedUp {
  readonly matches: KeyMatch[];
  /** Of the flow, where it is one and not large. */
  readonly row: FlowRow | null;
  /** Whether it is one of many records. */
  readonly isLarge: boolean;
  /** When the oldest was stored of what waits for the rollup; null where nothing does. */
  readonly waitingSince: Micros | null;
  /** Whether there is anything for which deriving fails. */
  readonly hasUnderivable: boolean;
}

/** As the rows of flows tell: those that have the key, the flow where it is one, and whether anything waits that could change that. One round trip, planned once (docs/decisions/plans-of-empty-tables.md). */
export async function lookUp(store: Pick<Store, 'pool'>, { key, hash, values, named }: KeyTerms): Promise<LookedUp> {
  const { rows } = await store.pool.query<Partial<StoredFlowRow> & { match_kind: KeyMatch['kind'] | null; match_name: string; match_value: string; match_flow: string; is_large: boolean | null; since: bigint | null; has_underivable: boolean }>({
    name: 'look-up-key',
    text: `WITH found AS MATERIALIZED (
             SELECT 'flow' AS kind, '' AS name, id AS value, id AS flow_id FROM flow WHERE id = $1
             UNION ALL (SELECT 'flow', '', $1, flow_id FROM flow_key WHERE hash = (SELECT $2::bigint) LIMIT ${MOST_MATCHES})
             UNION ALL (SELECT kind, name, value, flow_id FROM flow_key WHERE value = ANY((SELECT $3::text[])::text[]) AND kind <> 'record' LIMIT ${MOST_MATCHES})
             UNION ALL (SELECT 'message', '', w.value, k.flow_id FROM unnest((SELECT $3::text[]), (SELECT $6::bigint[])) AS w (value, hash) JOIN flow_key k ON k.hash = w.hash AND k.kind = 'record' LIMIT ${MOST_MATCHES})
             UNION ALL (SELECT kind, name, value, flow_id FROM flow_key WHERE value = (SELECT $4::text) AND lower(name) = (SELECT $5::text) AND kind <> 'record' LIMIT ${MOST_MATCHES})),
           one AS (SELECT CASE WHEN bool_or(kind = 'flow' AND flow_id = $1) THEN $1 WHEN count(DISTINCT flow_id) = 1 THEN min(flow_id) END AS id FROM found),
           own AS (SELECT ${FLOW_ROW(`event_count + span_count <= ${LARGE}`)}, event_count + span_count > ${LARGE} AS is_large FROM (SELECT *, xmin::text AS stamp FROM flow WHERE id = (SELECT id FROM one) OFFSET 0) f)
           SELECT f.kind AS match_kind, f.name AS match_name, f.value AS match_value, f.flow_id AS match_flow, w.*, own.*
             FROM (SELECT (SELECT at FROM change ORDER BY id LIMIT 1) AS since, EXISTS (SELECT FROM underivable) AS has_underivable) w
             LEFT JOIN (SELECT *, row_number() OVER () AS place FROM found) f ON true
             LEFT JOIN own ON f.place = 1`,
    values: [pgText(key), hash?.toString() ?? null, values, named?.value ?? null, named?.name ?? null, messageHashes(values)],
    types: int8AsBigInt,
  });
  if (rows[0] === undefined) throw new Error('A look-up gives a row at least.');
  const { match_kind: _kind, match_name: _name, match_value: _value, match_flow: _flow, is_large: isLarge, since, has_underivable: hasUnderivable, ...row } = rows[0];
  const all = rows.filter((row) => row.match_kind !== null);
  const exact = all.filter((row) => row.match_kind === 'flow' && row.match_flow === key);
  const byFlow = new Map((exact.length > 0 ? exact : all).map((row) => [row.match_flow, row]));
  const matches = [...byFlow.values()].slice(0, MOST_MATCHES).map(({ match_kind, match_name, match_value, match_flow }) => ({ kind: match_kind!, ...(match_name === '' ? {} : { name: match_name }), value: match_value, flowId: match_flow }));
  return { matches, row: row.id == null || isLarge === true ? null : flowRow(row as StoredFlowRow), isLarge: isLarge === true, waitingSince: since === null ? null : brand<Micros>(Number(since)), hasUnderivable };
}
