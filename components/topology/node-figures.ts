import type { TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';

export interface NodeFigures {
  /** Of all that comes in; null where it is not known. */
  readonly ratePerSecond: number | null;
  /** Of what it handled, or of what was sent to it. */
  readonly errorShare: number;
}

/** What stands on the node: how much comes in, and how much of what it handled failed. */
export function nodeFigures({ id, kind }: TopologyNode, edges: readonly TopologyEdge[]): NodeFigures {
  const into = edges.filter((edge) => edge.to === id && (kind !== 'topic' || edge.kind !== 'consumes'));
  const counted = into.filter(({ count }) => count !== null);
  const sum = (of: (edge: TopologyEdge) => number | null): number => counted.reduce((total, edge) => total + (of(edge) ?? 0), 0);
  const count = sum((edge) => edge.count);
  return { ratePerSecond: counted.length === 0 ? null : sum((edge) => edge.ratePerSecond), errorShare: count === 0 || kind === 'topic' ? 0 : sum((edge) => edge.errors) / count };
}

/** Of a topic: all messages, those whose writer nobody knows too. */
export const topicRate = (node: TopologyNode, seconds: number): number | null => (node.messages === null ? null : node.messages / seconds);
