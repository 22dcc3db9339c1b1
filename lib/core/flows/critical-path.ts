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
    at = latest(decisive(incoming).map((hop) => hop.from));
  }
  return path.toReversed();
}

/** A message is what a consumer waited for, whatever span polled it; a weak hop counts only where there is nothing else. */
function decisive(incoming: readonly Hop[]): readonly Hop[] {
  const delivered = incoming.filter((hop) => hop.kind === 'deliver');
  if (delivered.length > 0) return delivered;
  const strong = incoming.filter((hop) => hop.kind !== 'follows');
  return strong.length > 0 ? strong : incoming;
}

function latest(records: readonly FlowRecord[]): FlowRecord | undefined {
  let best: FlowRecord | undefined;
  // Parents end after their children did, so of two ends at the same time the later in causal order is nearer to the end.
  for (const record of records) if (best === undefined || endOf(record) >= endOf(best)) best = record;
  return best;
}
