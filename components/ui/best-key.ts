import type { FlowKey, FlowSummary } from '#lib/contracts/flows.ts';
import { looksUnique } from '#lib/core/conventions/unique-looking.ts';

/** People say `ord-4711` and `orderId 4711`; what a machine made up comes behind that. */
const rank = ({ kind, value }: FlowKey): number => ({ correlation: looksUnique(value) ? 2 : 0, business: 1, message: 3, trace: 4 })[kind];

/** The key by which people know this flow; null where it has none but its id. */
export function bestKey({ keys }: Pick<FlowSummary, 'keys'>): FlowKey | null {
  return keys.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}
