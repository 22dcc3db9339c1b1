import type { FlowKey, FlowSummary } from '#lib/contracts/flows.ts';

const order: readonly FlowKey['kind'][] = ['correlation', 'business', 'message', 'trace'];

/** The key by which people know this flow; null where it has none but its id. */
export function bestKey({ keys }: Pick<FlowSummary, 'keys'>): FlowKey | null {
  for (const kind of order) {
    const found = keys.find((key) => key.kind === kind);
    if (found) return found;
  }
  return null;
}
