/** Work within one service belongs to the span that the service was entered with. */
import type { Edge, RecordGraph, SpanNode } from '#lib/core/timeline/records.ts';

export interface Heads {
  /** By span index: the span that it belongs to, itself for one that entered the service. */
  readonly headOf: ReadonlyMap<number, number>;
  readonly depthOf: ReadonlyMap<number, number>;
  /** By head: the spans inside, without itself. */
  readonly inside: ReadonlyMap<number, readonly number[]>;
}

/** `order`: causes before effects. */
export function findHeads({ records }: RecordGraph, incoming: readonly (readonly Edge[])[], order: readonly number[]): Heads {
  const headOf = new Map<number, number>();
  const depthOf = new Map<number, number>();
  const inside = new Map<number, number[]>();
  for (const index of order) {
    const node = records[index]!;
    if (node.kind !== 'span') continue;
    const parent = parentInService(records, node, incoming[index]!);
    const head = parent === null ? undefined : headOf.get(parent);
    if (parent === null || head === undefined) {
      headOf.set(index, index);
      depthOf.set(index, 0);
      continue;
    }
    headOf.set(index, head);
    depthOf.set(index, depthOf.get(parent)! + 1);
    const spans = inside.get(head);
    if (spans === undefined) inside.set(head, [index]);
    else spans.push(index);
  }
  return { headOf, depthOf, inside };
}

/** Null for what was entered from elsewhere: by a message, or by another service. */
function parentInService(records: RecordGraph['records'], node: SpanNode, incoming: readonly Edge[]): number | null {
  let parent: number | null = null;
  for (const { from, kind } of incoming) {
    const cause = records[from]!;
    if (kind === 'follows') continue;
    if (cause.kind === 'event') return null;
    if (cause.span.service === node.span.service && kind === 'call') parent ??= from;
  }
  return parent !== null && isHandOver(records[parent]!, node) ? null : parent;
}

/** A service that reads what it wrote itself was entered anew. */
const isHandOver = (parent: RecordGraph['records'][number], node: SpanNode): boolean => parent.kind === 'span' && parent.span.kind === 'producer' && node.span.kind === 'consumer';
