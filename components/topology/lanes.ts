import type { TopologyEdge } from '#lib/contracts/topology.ts';
import { edgeKey } from '#components/topology/edge-key.ts';

/** By edge, how far from the straight it runs: several of one pair lie side by side. */
export function lanesOf(edges: readonly TopologyEdge[]): Map<string, number> {
  const lanes = new Map<string, number>();
  for (const same of Map.groupBy(edges, ({ from, to }) => `${from} ${to}`).values()) same.forEach((edge, index) => lanes.set(edgeKey(edge), index - (same.length - 1) / 2));
  return lanes;
}
