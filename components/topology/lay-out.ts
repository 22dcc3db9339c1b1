import dagre from '@dagrejs/dagre';
import type { TopologyEdge, TopologyNode } from '#lib/contracts/topology.ts';
import { placeAlone } from '#lib/core/topology/place-alone.ts';
import type { Box, Sized } from '#lib/core/topology/place-new.ts';

/** How large a node is drawn; known without measuring, so that all are placed at once. */
export function sizeOf({ id, kind, name, role, messages, writtenByUnknown }: TopologyNode): Sized {
  const letters = Math.min(name.length, LONGEST_NAME);
  if (kind === 'service') return { id, width: Math.max(116, letters * 7.6 + 36), height: 46 };
  // "6.2/s writer unknown" stands below the name.
  const isUnknown = messages !== null && messages > 0 && writtenByUnknown === messages;
  return { id, width: Math.max(isUnknown ? 146 : 98, letters * 7.4 + (role === 'normal' ? 34 : 52)), height: 42 };
}

/** Longer ones are cut on the picture; the panel says them whole. */
export const LONGEST_NAME = 30;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How an edge runs between others and around nodes, and where there is room for its figures. */
export interface Route {
  readonly points: readonly Point[];
  readonly label: Point;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Box>;
  /** By `pairKey`. */
  readonly routes: ReadonlyMap<string, Route>;
}

/** Room for figures on an edge. */
const LABEL = { width: 58, height: 34, labelpos: 'c' };
/** What a service writes pulls stronger than what it reads back: circles open at the answer, not at the question. */
const WEIGHT = { produces: 3, calls: 3, consumes: 2, 'dead-letters': 1 } as const;

/** One route for all edges of a kind between two nodes. */
export const pairKey = ({ from, to, kind }: Pick<TopologyEdge, 'from' | 'to' | 'kind'>): string => `${from} ${kind} ${to}`;

/** Where everything stands at first: from left to right along the messages. The same graph gives the same picture. */
export function layOut(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 34, ranksep: 18, edgesep: 14, marginx: 24, marginy: 24, ranker: 'network-simplex' });
  graph.setDefaultEdgeLabel(() => ({}));
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const inOrder = nodes.filter(({ id }) => linked.has(id)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const node of inOrder) graph.setNode(node.id, { ...sizeOf(node) });
  const pairs = new Map(edges.filter(({ from, to }) => from !== to).map((edge) => [pairKey(edge), edge]));
  for (const [key, { from, to, kind }] of [...pairs].toSorted(([a], [b]) => (a < b ? -1 : 1))) graph.setEdge(from, to, { weight: WEIGHT[kind], ...LABEL }, key);
  dagre.layout(graph);
  const placed = new Map<string, Box>();
  for (const node of inOrder) {
    const { width, height } = sizeOf(node);
    const { x, y } = graph.node(node.id) as Point;
    placed.set(node.id, { x: x - width / 2, y: y - height / 2, width, height });
  }
  const routes = new Map<string, Route>();
  for (const [key, { from, to }] of pairs) {
    const { points, x, y } = graph.edge(from, to, key) as { points: Point[]; x: number; y: number };
    routes.set(key, { points, label: { x, y } });
  }
  const alone = nodes.filter(({ id }) => !linked.has(id)).map(sizeOf);
  return { places: new Map([...placed, ...placeAlone(placed, alone)]), routes };
}
