/** What caused what as a forest: each record stands once, below its strongest cause, and is referred to from its others. */
import type { Placement } from '#lib/core/timeline/causal.ts';
import type { Edge, RecordGraph } from '#lib/core/timeline/records.ts';

export interface TreeNode {
  readonly record: number;
  /** How it came to stand here; null for a root. */
  readonly edge: Edge | null;
  readonly parent: number | null;
  /** Records, in causal order. */
  readonly children: readonly number[];
  /** Effects that stand elsewhere, below another cause. */
  readonly elsewhere: readonly number[];
  /** Causes besides the one it stands below, and those above that one. */
  readonly alsoCausedBy: readonly Edge[];
  /** 1 for a root. */
  readonly level: number;
  /** Records below it, and how many of those are errors. */
  readonly inside: number;
  readonly errorsInside: number;
}

export interface Tree {
  /** By record index. */
  readonly nodes: readonly TreeNode[];
  readonly roots: readonly number[];
}

/** A message's way says more than the trace's parent that jumps over it; "came after" is taken where there is nothing else. */
const STRENGTH: Record<Edge['kind'], number> = { deliver: 6, publish: 6, retry: 5, 'dead-letter': 5, replay: 5, cause: 4, call: 3, follows: 1 };

/** Linear in records and edges, however deep. */
export function buildTree(graph: RecordGraph, placement: Placement, isError: (record: number) => boolean): Tree {
  const count = graph.records.length;
  const position = new Int32Array(count);
  for (const [at, index] of placement.order.entries()) position[index] = at;

  const incoming: Edge[][] = graph.records.map(() => []);
  for (const edge of graph.edges) if (position[edge.from]! < position[edge.to]!) incoming[edge.to]!.push(edge);

  const main = incoming.map((edges) => edges.reduce<Edge | null>((best, edge) => (best === null || isStronger(edge, best, position) ? edge : best), null));
  const children: number[][] = graph.records.map(() => []);
  const roots: number[] = [];
  const level = new Int32Array(count);
  for (const index of placement.order) {
    const edge = main[index]!;
    if (edge === null) roots.push(index);
    else children[edge.from]!.push(index);
    level[index] = edge === null ? 1 : level[edge.from]! + 1;
  }

  const inside = new Int32Array(count);
  const errorsInside = new Int32Array(count);
  for (const index of [...placement.order].reverse()) {
    const edge = main[index]!;
    if (edge === null) continue;
    inside[edge.from]! += inside[index]! + 1;
    errorsInside[edge.from]! += errorsInside[index]! + (isError(index) ? 1 : 0);
  }

  const elsewhere: number[][] = graph.records.map(() => []);
  const span = intervals(roots, children, count);
  const also = incoming.map((edges, index) => edges.filter((edge) => edge !== main[index] && edge.kind !== 'follows' && !isAbove(edge.from, index, span)));
  for (const [index, edges] of also.entries()) for (const { from } of edges) elsewhere[from]!.push(index);

  const nodes = graph.records.map(
    (_, record): TreeNode => ({
      record,
      edge: main[record]!,
      parent: main[record]?.from ?? null,
      children: children[record]!,
      elsewhere: elsewhere[record]!,
      alsoCausedBy: also[record]!,
      level: level[record]!,
      inside: inside[record]!,
      errorsInside: errorsInside[record]!,
    }),
  );
  return { nodes, roots };
}

function isStronger(edge: Edge, than: Edge, position: Int32Array): boolean {
  const difference = STRENGTH[edge.kind] - STRENGTH[than.kind];
  return difference > 0 || (difference === 0 && position[edge.from]! < position[than.from]!);
}

interface Intervals {
  readonly enter: Int32Array;
  readonly leave: Int32Array;
}

/** When a walk of the forest enters and leaves each record: one is above another when its interval holds the other's. */
function intervals(roots: readonly number[], children: readonly (readonly number[])[], count: number): Intervals {
  const enter = new Int32Array(count);
  const leave = new Int32Array(count);
  let clock = 0;
  const open = roots.toReversed().map((record) => ({ record, done: false }));
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    if (top.done) {
      leave[top.record] = clock++;
      continue;
    }
    enter[top.record] = clock++;
    open.push({ record: top.record, done: true });
    const below = children[top.record]!;
    for (let i = below.length - 1; i >= 0; i--) open.push({ record: below[i]!, done: false });
  }
  return { enter, leave };
}

const isAbove = (upper: number, lower: number, { enter, leave }: Intervals): boolean => enter[upper]! <= enter[lower]! && leave[upper]! >= leave[lower]!;
