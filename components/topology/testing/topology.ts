import type { TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';

/** A node by its id: `service:web`, `topic:kafka/orders`. */
export function node(id: string, more: Partial<TopologyNode> = {}): TopologyNode {
  const [kind, rest] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
  const name = rest.slice(rest.lastIndexOf('/') + 1);
  return { id, kind: kind as TopologyNode['kind'], name, source: kind === 'service' ? null : rest.slice(0, rest.lastIndexOf('/')), role: 'normal', messages: null, ratePerSecond: null, writtenByUnknown: 0, ...more };
}

export function edge(from: string, kind: TopologyEdge['kind'], to: string, more: Partial<TopologyEdge> = {}): TopologyEdge {
  return { from, to, kind, count: 10, errors: 0, ratePerSecond: 1, p50Ms: null, p95Ms: null, workP50Ms: null, workP95Ms: null, lastSeenAt: null, group: null, evidence: 'message', ...more };
}
