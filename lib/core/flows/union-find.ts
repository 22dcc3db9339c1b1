/** Disjoint sets over names, with path halving and union by size: near-linear in the number of joins. */
export class UnionFind {
  readonly #parent = new Map<string, string>();
  readonly #size = new Map<string, number>();

  add(name: string): void {
    if (!this.#parent.has(name)) {
      this.#parent.set(name, name);
      this.#size.set(name, 1);
    }
  }

  find(name: string): string {
    this.add(name);
    let at = name;
    for (;;) {
      const parent = this.#parent.get(at) ?? at;
      if (parent === at) return at;
      const grandparent = this.#parent.get(parent) ?? parent;
      this.#parent.set(at, grandparent);
      at = grandparent;
    }
  }

  union(a: string, b: string): void {
    let large = this.find(a);
    let small = this.find(b);
    if (large === small) return;
    if ((this.#size.get(large) ?? 1) < (this.#size.get(small) ?? 1)) [large, small] = [small, large];
    this.#parent.set(small, large);
    this.#size.set(large, (this.#size.get(large) ?? 1) + (this.#size.get(small) ?? 1));
  }
}
