interface Node {
  readonly name: string;
  parent: Node | null;
  size: number;
}

/** Disjoint sets over names, with path halving and union by size: near-linear in the number of joins. A name is looked up once, then nodes are followed. */
export class UnionFind {
  readonly #nodes = new Map<string, Node>();

  add(name: string): void {
    this.#node(name);
  }

  find(name: string): string {
    return rootOf(this.#node(name)).name;
  }

  union(a: string, b: string): void {
    let large = rootOf(this.#node(a));
    let small = rootOf(this.#node(b));
    if (large === small) return;
    if (large.size < small.size) [large, small] = [small, large];
    small.parent = large;
    large.size += small.size;
  }

  #node(name: string): Node {
    let node = this.#nodes.get(name);
    if (node === undefined) this.#nodes.set(name, (node = { name, parent: null, size: 1 }));
    return node;
  }
}

function rootOf(node: Node): Node {
  let at = node;
  while (at.parent !== null) {
    at.parent = at.parent.parent ?? at.parent;
    at = at.parent;
  }
  return at;
}
