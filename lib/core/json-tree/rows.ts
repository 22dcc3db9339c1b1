/** Which values of a document are seen, while some of them are folded. */
import type { JsonDocument, JsonNode } from '#lib/core/json-tree/document.ts';

/** `some` is what one wants to see at first; what was opened and closed by hand since is `turned`. */
export interface Unfolding {
  readonly all: 'some' | 'open' | 'closed';
  readonly turned: ReadonlySet<number>;
}

export const AT_FIRST: Unfolding = { all: 'some', turned: new Set() };

const isContainer = ({ kind }: JsonNode): boolean => kind === 'object' || kind === 'array';

/** Short structures open, long ones wait: a payload may hold thousands of entries. */
const opensAtFirst = ({ depth, size }: JsonNode): boolean => depth < 3 && size <= (depth === 0 ? 200 : 40);

export function isOpen(node: JsonNode, index: number, { all, turned }: Unfolding): boolean {
  if (!isContainer(node) || node.size === 0) return false;
  const first = all === 'some' ? opensAtFirst(node) : all === 'open';
  return first !== turned.has(index);
}

export const turn = (unfolding: Unfolding, index: number): Unfolding => ({ ...unfolding, turned: unfolding.turned.symmetricDifference(new Set([index])) });

/** With everything open that a value stands in. */
export function reveal({ nodes }: JsonDocument, unfolding: Unfolding, index: number): Unfolding {
  const closed: number[] = [];
  for (let at = nodes[index]?.parent ?? -1; at !== -1; at = nodes[at]!.parent) if (!isOpen(nodes[at]!, at, unfolding)) closed.push(at);
  return closed.length === 0 ? unfolding : { ...unfolding, turned: unfolding.turned.symmetricDifference(new Set(closed)) };
}

/** The values that are seen, in document order. */
export function visibleRows({ nodes }: JsonDocument, unfolding: Unfolding): number[] {
  const rows: number[] = [];
  for (let at = 0; at < nodes.length; ) {
    rows.push(at);
    const node = nodes[at]!;
    at = isContainer(node) && !isOpen(node, at, unfolding) ? node.next : at + 1;
  }
  return rows;
}
