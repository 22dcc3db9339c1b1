import dagre from '@dagrejs/dagre';
import type { TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';
import { placeNew, type Box, type Sized } from '#lib/core/topology/place-new.ts';

/** How large a node is drawn; known without measuring, so that all are placed at once. */
export function sizeOf({ id, kind, name, role }: Pick<TopologyNode, 'id' | 'kind' | 'name' | 'role'>): Sized {
  const letters = Math.min(name.length, LONGEST_NAME);
  if (kind === 'service') return { id, width: Math.max(132, letters * 7.6 + 36), height: 46 };
  return { id, width: Math.max(110, letters * 7.4 + (role === 'normal' ? 34 : 52)), height: 42 };
}

/** Longer ones are cut on the picture; the panel says them whole. */
export const LONGEST_NAME = 30;

/** Where everything stands at first: from left to right along the messages. The same graph gives the same picture. */
export function layOut(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): Map<string, Box> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 26, ranksep: 96, marginx: 24, marginy: 24, ranker: 'network-simplex' });
  graph.setDefaultEdgeLabel(() => ({}));
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const inOrder = nodes.filter(({ id }) => linked.has(id)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const node of inOrder) graph.setNode(node.id, { ...sizeOf(node) });
  // What a service writes pulls stronger than what it reads back: circles open at the answer, not at the question.
  const weight = { produces: 3, calls: 3, consumes: 2, 'dead-letters': 1 } as const;
  for (const { from, to, kind } of edges.toSorted((a, b) => (`${a.from} ${a.to} ${a.kind}` < `${b.from} ${b.to} ${b.kind}` ? -1 : 1))) if (from !== to) graph.setEdge(from, to, { weight: weight[kind] }, kind);
  dagre.layout(graph);
  const placed = new Map<string, Box>();
  for (const node of inOrder) {
    const { width, height } = sizeOf(node);
    const { x, y } = graph.node(node.id) as { x: number; y: number };
    placed.set(node.id, { x: x - width / 2, y: y - height / 2, width, height });
  }
  const alone = nodes.filter(({ id }) => !linked.has(id)).map(sizeOf);
  return new Map([...placed, ...placeNew(placed, alone, [])]);
}
