import type { TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';

export interface NodeFigures {
  /** Of all that comes in; null where it is not known. */
  readonly ratePerSecond: number | null;
  /** Of what it handled, or of what was sent to it. */
  readonly errorShare: number;
}

/** What stands on the node: how much comes in, and how much of what it handled failed. */
export function nodeFigures({ id, kind, ratePerSecond }: TopologyNode, edges: readonly TopologyEdge[]): NodeFigures {
  // Of a topic all messages count, those whose writer nobody knows too.
  if (kind === 'topic' && ratePerSecond !== null) return { ratePerSecond, errorShare: 0 };
  const into = edges.filter((edge) => edge.to === id);
  const counted = into.filter(({ count }) => count !== null);
  const sum = (of: (edge: TopologyEdge) => number | null): number => counted.reduce((total, edge) => total + (of(edge) ?? 0), 0);
  const count = sum((edge) => edge.count);
  return { ratePerSecond: counted.length === 0 ? null : sum((edge) => edge.ratePerSecond), errorShare: count === 0 || kind === 'topic' ? 0 : sum((edge) => edge.errors) / count };
}
