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

/** As much of a graph as can be looked at: what carries the least is left out first. */
export function limitGraph({ nodes, edges }: Graph, { nodes: mostNodes, edges: mostEdges, focus }: Limits): LimitedGraph {
  const traffic = new Map<string, number>();
  const add = (id: string, count: number): void => void traffic.set(id, (traffic.get(id) ?? 0) + count);
  for (const { id, messages } of nodes) add(id, messages ?? 0);
  for (const { from, to, counted } of edges) for (const id of [from, to]) add(id, counted?.count ?? 0);
  const inFocus = new Set(focus === undefined ? [] : [focus, ...edges.flatMap(({ from, to }) => (from === focus ? [to] : to === focus ? [from] : []))]);
  const rank = (id: string): number => (id === focus ? Infinity : inFocus.has(id) ? 1e300 + (traffic.get(id) ?? 0) : (traffic.get(id) ?? 0));
  const ranked = nodes.toSorted((a, b) => rank(b.id) - rank(a.id) || (a.id < b.id ? -1 : 1));
  const shown = new Set(ranked.slice(0, mostNodes).map(({ id }) => id));
  const weight = ({ from, to, counted }: GraphEdge): number => (focus !== undefined && (from === focus || to === focus) ? Infinity : (counted?.count ?? 0));
  const between = edges.filter(({ from, to }) => shown.has(from) && shown.has(to));
  const heaviest = new Set(between.length <= mostEdges ? between : between.toSorted((a, b) => weight(b) - weight(a)).slice(0, mostEdges));
  return {
    nodes: nodes.filter(({ id }) => shown.has(id)),
    edges: between.filter((edge) => heaviest.has(edge)),
    hidden: ranked.slice(mostNodes),
    total: { nodes: nodes.length, edges: edges.length },
  };
}
