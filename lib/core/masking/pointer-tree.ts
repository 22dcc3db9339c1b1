/** JSON pointers as a tree, so that a document is walked once whatever their number. */

export interface PointerNode {
  readonly children: Map<string, PointerNode>;
  /** For a segment `*`. */
  any: PointerNode | null;
  /** The rule that ends here; null where none does. */
  rule: string | null;
}

export const emptyNode = (): PointerNode => ({ children: new Map(), any: null, rule: null });

/** Segments as RFC 6901 escapes them. `*` as a whole segment means every element and member; a member that is called `*` is among them. */
export function pointerTree(pointers: readonly string[]): PointerNode {
  const root = emptyNode();
  for (const pointer of pointers) {
    let node = root;
    for (const part of segments(pointer)) {
      if (part === '*') node = node.any ??= emptyNode();
      else {
        const next = node.children.get(part) ?? emptyNode();
        node.children.set(part, next);
        node = next;
      }
    }
    node.rule = `pointer ${pointer}`;
  }
  return root;
}

export const segments = (pointer: string): readonly string[] => pointer.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The nodes that are reached over a member's name or an element's index. */
export function step(nodes: readonly PointerNode[], name: string): readonly PointerNode[] {
  const reached: PointerNode[] = [];
  for (const { children, any } of nodes) {
    const child = children.get(name);
    if (child !== undefined) reached.push(child);
    if (any !== null) reached.push(any);
  }
  return reached;
}

export const ruleOf = (nodes: readonly PointerNode[]): string | null => nodes.find(({ rule }) => rule !== null)?.rule ?? null;

/**
 * For each pointer a name that must stand in a document for it to point at anything there, as a JSON writer without escapes spells it;
 * null where one has no names (an index is none) and can point at anything.
 */
export function neededNames(pointers: readonly string[]): readonly string[] | null {
  const names = pointers.map((pointer) => segments(pointer).filter((part) => part !== '*' && !/^\d+$/.test(part)).toSorted((a, b) => b.length - a.length)[0]);
  return names.some((name) => name === undefined || !/^[\w $.:@-]+$/.test(name)) ? null : (names as string[]);
}
