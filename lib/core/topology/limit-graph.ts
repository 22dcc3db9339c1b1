import type { Graph, GraphEdge, GraphNode } from '#lib/core/topology/graph.ts';

export interface Limits {
  readonly nodes: number;
  readonly edges: number;
  /** A node that is shown with its neighbours, however little runs there. */
  readonly focus?: string;
}

export interface LimitedGraph extends Graph {
  /** What is left out, most traffic first. */
  readonly hidden: readonly GraphNode[];
  readonly total: { readonly nodes: number; readonly edges: number };
}

/** As much of a graph as can be looked at: the edges that carry most, with both their ends, then what else is busy. */
export function limitGraph({ nodes, edges }: Graph, { nodes: mostNodes, edges: mostEdges, focus }: Limits): LimitedGraph {
  const isAt = ({ from, to }: GraphEdge): boolean => focus !== undefined && (from === focus || to === focus);
  const weight = (edge: GraphEdge): number => (isAt(edge) ? Infinity : (edge.counted?.count ?? 0));
  const heaviest = edges.toSorted((a, b) => weight(b) - weight(a) || (edgeName(a) < edgeName(b) ? -1 : 1));
  const shown = new Set(focus !== undefined && nodes.some(({ id }) => id === focus) ? [focus] : []);
  for (const edge of heaviest) {
    const ends = [edge.from, edge.to].filter((id) => !shown.has(id));
    if (shown.size + ends.length <= mostNodes) for (const id of ends) shown.add(id);
  }
  const busiest = nodes.toSorted((a, b) => (b.messages ?? 0) - (a.messages ?? 0) || (a.id < b.id ? -1 : 1));
  for (const { id } of busiest) if (shown.size < mostNodes) shown.add(id);
  const kept = new Set(heaviest.filter(({ from, to }) => shown.has(from) && shown.has(to)).slice(0, mostEdges));
  const rank = new Map(heaviest.flatMap(({ from, to }) => [from, to]).map((id, place) => [id, place] as const).toReversed());
  const place = ({ id }: GraphNode): number => rank.get(id) ?? Infinity;
  return {
    nodes: nodes.filter(({ id }) => shown.has(id)),
    edges: edges.filter((edge) => kept.has(edge)),
    hidden: nodes.filter(({ id }) => !shown.has(id)).toSorted((a, b) => (place(a) === place(b) ? (a.id < b.id ? -1 : 1) : place(a) - place(b))),
    total: { nodes: nodes.length, edges: edges.length },
  };
}

const edgeName = ({ from, to, kind, group }: GraphEdge): string => JSON.stringify([from, kind, to, group]);
