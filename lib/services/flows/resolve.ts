import type { KeyMatch } from '#lib/contracts/flows.ts';
import { hashFromFlowId } from '#lib/core/flows/keys.ts';
import { messageHashes, parseSearchText } from '#lib/services/flows/search-text.ts';
import { KEY_VALUE_LIMIT } from '#lib/store/flow-rows.ts';
import type { Store } from '#lib/store/store.ts';
import { pgText } from '#lib/store/text.ts';

/** More flows than these are not told apart by looking at a list. */
export const MOST_MATCHES = 50;

interface MatchRow {
  readonly kind: KeyMatch['kind'];
  readonly name: string;
  readonly value: string;
  readonly flow_id: string;
}

/** The flows that a key names: by the flow's id, a former id of it, or the exact value of a key (`orderId=4711` for a business key alone). */
export async function resolveKey(store: Pick<Store, 'pool'>, key: string): Promise<KeyMatch[]> {
  const hash = hashFromFlowId(key);
  const terms = parseSearchText(key);
  const values = [...new Set([key, ...(terms?.values ?? [])])].map((value) => pgText(value).slice(0, KEY_VALUE_LIMIT));
  const { rows } = await store.pool.query<MatchRow>({
    name: 'resolve-key',
    text: `SELECT 'flow' AS kind, '' AS name, id AS value, id AS flow_id FROM flow WHERE id = $1
           UNION ALL (SELECT 'flow', '', $1, flow_id FROM flow_key WHERE hash = $2 LIMIT ${MOST_MATCHES})
           UNION ALL (SELECT kind, name, value, flow_id FROM flow_key WHERE value = ANY($3::text[]) AND kind <> 'record' LIMIT ${MOST_MATCHES})
           UNION ALL (SELECT 'message', '', w.value, k.flow_id FROM unnest($3::text[], $6::bigint[]) AS w (value, hash) JOIN flow_key k ON k.hash = w.hash AND k.kind = 'record' LIMIT ${MOST_MATCHES})
           UNION ALL (SELECT kind, name, value, flow_id FROM flow_key WHERE value = $4 AND lower(name) = $5 AND kind <> 'record' LIMIT ${MOST_MATCHES})`,
    values: [pgText(key), hash?.toString() ?? null, values, terms?.named?.value ?? null, terms?.named?.name.toLowerCase() ?? null, messageHashes(values)],
  });
  const exact = rows.filter((row) => row.kind === 'flow' && row.flow_id === key);
  const found = exact.length > 0 ? exact : rows;
  const byFlow = new Map(found.map((row) => [row.flow_id, row]));
  return [...byFlow.values()].slice(0, MOST_MATCHES).map(({ kind, name, value, flow_id }) => ({ kind, ...(name === '' ? {} : { name }), value, flowId: flow_id }));
}
