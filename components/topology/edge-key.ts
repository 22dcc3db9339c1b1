import type { TopologyEdge } from '#lib/contracts/topology.ts';

/** Names an edge in addresses and lists: a service may read one topic for several groups. */
export const edgeKey = ({ from, to, kind, group, evidence }: TopologyEdge): string => `${from} ${kind} ${to}${group === null ? '' : ` for ${group}`}${evidence === 'headers' ? ' by headers' : ''}`;
