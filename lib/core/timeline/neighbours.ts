import type { Edge, RecordGraph } from '#lib/core/timeline/records.ts';

export interface Neighbour {
  readonly record: number;
  readonly edge: Edge;
}

/** What led to a record, and what it led to, in the order of the hops. */
export function neighboursOf({ edges }: RecordGraph, record: number): { readonly before: readonly Neighbour[]; readonly after: readonly Neighbour[] } {
  const before: Neighbour[] = [];
  const after: Neighbour[] = [];
  for (const edge of edges) {
    if (edge.to === record) before.push({ record: edge.from, edge });
    if (edge.from === record) after.push({ record: edge.to, edge });
  }
  return { before, after };
}
