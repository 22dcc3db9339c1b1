import { endOf, recordId, type FlowRecord, type Hop } from '#lib/core/flows/records.ts';

/**
 * The chain that decided when the flow was over: from the record that ended last among those that led to nothing further, always back to the predecessor that ended last.
 * Weak `follows` hops lead back only where nothing stronger does.
 */
export function criticalPath(order: readonly FlowRecord[], hops: readonly Hop[]): FlowRecord[] {
  const into = new Map<string, Hop[]>();
  for (const hop of hops) {
    const id = recordId(hop.to);
    const list = into.get(id);
    if (list === undefined) into.set(id, [hop]);
    else list.push(hop);
  }
  const ledFurther = new Set(hops.map((hop) => recordId(hop.from)));
  let at = latest(order.filter((record) => !ledFurther.has(recordId(record)))) ?? latest(order);
  const path: FlowRecord[] = [];
  const seen = new Set<string>();
  while (at !== undefined && !seen.has(recordId(at))) {
    seen.add(recordId(at));
    path.push(at);
    const incoming = into.get(recordId(at)) ?? [];
    const strong = incoming.filter((hop) => hop.kind !== 'follows');
    at = latest((strong.length > 0 ? strong : incoming).map((hop) => hop.from));
  }
  return path.toReversed();
}

function latest(records: readonly FlowRecord[]): FlowRecord | undefined {
  let best: FlowRecord | undefined;
  // Parents end after their children did, so of two ends at the same time the later in causal order is nearer to the end.
  for (const record of records) if (best === undefined || endOf(record) >= endOf(best)) best = record;
  return best;
}
