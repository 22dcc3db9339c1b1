/** The lines between marks: stems from work to message, arrows from message to work, calls across lanes, and weaker evidence as weaker lines. */
import { EVENT_RESOLUTION, type Placement } from '#lib/core/timeline/causal.ts';
import type { Link, Mark } from '#lib/core/timeline/picture.ts';
import { waitsForMessages, type Edge, type RecordGraph } from '#lib/core/timeline/records.ts';

export function drawLinks(graph: RecordGraph, placement: Placement, marks: readonly Mark[], markOf: readonly number[]): Link[] {
  // What has crossed from work to message, or from message to work: a line that leaves out the other half adds nothing.
  const crossed = new Set<number>();
  for (const { from, to, kind } of graph.edges) if (kind !== 'follows' && graph.records[from]!.kind !== graph.records[to]!.kind) crossed.add(to);

  const links: Link[] = [];
  for (const edge of graph.edges) {
    const link = linkOf(graph, placement, marks, markOf, edge, crossed);
    if (link !== null) links.push(link);
  }
  for (const ghost of marks) {
    if (ghost.kind !== 'ghost' && !(ghost.kind === 'missing' && ghost.state === 'waiting')) continue;
    links.push({ from: markOf[ghost.record]!, to: ghost.index, kind: 'deliver', leaves: Math.min(ghost.from, marks[markOf[ghost.record]!]!.to), arrives: ghost.from, skewed: ghost.skew > 0 });
  }
  return links;
}

function linkOf({ records }: RecordGraph, { at, skew }: Placement, marks: readonly Mark[], markOf: readonly number[], edge: Edge, crossed: ReadonlySet<number>): Link | null {
  const cause = records[edge.from]!;
  const effect = records[edge.to]!;
  const [from, to] = [markOf[edge.from]!, markOf[edge.to]!];
  const arrives = at[edge.to]!;
  const link = (leaves: number, lands: number = arrives): Link => ({ from, to, kind: edge.kind, leaves, arrives: lands, skewed: skew[edge.to]! > 0 && edge.kind !== 'follows' });

  // Clocks as they are: the effect stands before its cause, and the line goes back to it.
  if (arrives < at[edge.from]! - EVENT_RESOLUTION && edge.kind !== 'follows' && !(effect.kind === 'span' && waitsForMessages(effect.span))) return { ...link(at[edge.from]!), skewed: true };
  if (cause.kind === 'span' && effect.kind === 'span') {
    // Within a lane, standing below its parent says it already.
    return marks[from]!.lane === marks[to]!.lane || crossed.has(edge.to) ? null : link(edge.kind === 'follows' ? Math.min(marks[from]!.to, arrives) : arrives);
  }
  if (cause.kind === 'span') return link(Math.min(marks[from]!.to, arrives));
  if (effect.kind === 'span') {
    if (edge.kind === 'follows') return link(at[edge.from]!);
    const lands = waitsForMessages(effect.span) ? Math.max(at[edge.from]!, arrives) : arrives;
    return link(lands, lands);
  }
  if (crossed.has(edge.to)) return null;
  return link(Math.max(at[edge.from]!, Math.min(marks[from]!.to, arrives)));
}
