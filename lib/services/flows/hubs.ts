import type { FlowHub } from '#lib/contracts/flows.ts';
import type { SummaryKey } from '#lib/core/flows/summary.ts';
import { keysInOrder } from '#lib/services/flows/summary.ts';
import type { Store } from '#lib/store/store.ts';

const MOST_SHOWN = 20;

/** Keys of a flow's records that join nothing, because they name too many or because a flow grew too large by them. */
export async function hubsOf({ pool }: Pick<Store, 'pool'>, flowId: string): Promise<FlowHub[]> {
  const { rows } = await pool.query<{ kind: FlowHub['kind']; name: string; value: string; lost: boolean }>({
    name: 'hubs-of-flow',
    text: `SELECT k.kind, k.name, k.value, hub.lost FROM (SELECT * FROM flow_key WHERE flow_id = $1 AND kind <> 'record' OFFSET 0) k JOIN hub ON hub.hash = k.hash
            ORDER BY array_position(ARRAY['correlation', 'business', 'trace', 'message'], k.kind), k.name, k.value LIMIT ${MOST_SHOWN}`,
    values: [flowId],
  });
  return rows.map(({ kind, name, value, lost }) => ({ kind, ...(name === '' ? {} : { name }), value, reason: lost ? 'flow-too-large' : 'too-many-records' }));
}

/** The same of keys that stand in no row. @param markOf how a key is marked by its text; null where it is no hub */
export function hubsAmong(keys: readonly SummaryKey[], markOf: (text: string) => { readonly lost: boolean } | null): FlowHub[] {
  return keysInOrder(keys.filter(({ text }) => markOf(text) !== null), MOST_SHOWN).map(({ text, ...key }) => ({ ...key, reason: markOf(text)?.lost === true ? 'flow-too-large' : 'too-many-records' }));
}
