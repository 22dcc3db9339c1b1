/** First free row for each bar: a tournament tree over the rows' ends, so that ten thousand bars at once stay n log n. */
export class Rows {
  #leaves = 1;
  /** `#tree[i]` is the smallest end below node i; free rows end at -Infinity. */
  #tree: number[] = [-Infinity, -Infinity];
  #used = 0;

  get count(): number {
    return this.#used;
  }

  /** The first row at or below `lowest` that is free from `from` on, which is then taken until `to`. Call in ascending order of `from`. */
  place(from: number, to: number, lowest = 0): number {
    while (lowest >= this.#leaves) this.#grow();
    let row = this.#firstFree(1, 0, this.#leaves, from, lowest);
    while (row === -1) {
      this.#grow();
      row = this.#firstFree(1, 0, this.#leaves, from, lowest);
    }
    this.#used = Math.max(this.#used, row + 1);
    for (let node = row + this.#leaves, first = true; node >= 1; node >>= 1, first = false) {
      this.#tree[node] = first ? to : Math.min(this.#tree[2 * node]!, this.#tree[2 * node + 1]!);
    }
    return row;
  }

  #firstFree(node: number, low: number, size: number, from: number, lowest: number): number {
    if (low + size <= lowest || this.#tree[node]! > from) return -1;
    if (size === 1) return low;
    const half = size / 2;
    const left = this.#firstFree(2 * node, low, half, from, lowest);
    return left !== -1 ? left : this.#firstFree(2 * node + 1, low + half, half, from, lowest);
  }

  #grow(): void {
    const ends = this.#tree.slice(this.#leaves);
    this.#leaves *= 2;
    this.#tree = new Array<number>(2 * this.#leaves).fill(-Infinity);
    ends.forEach((end, row) => (this.#tree[this.#leaves + row] = end));
    for (let node = this.#leaves - 1; node >= 1; node--) this.#tree[node] = Math.min(this.#tree[2 * node]!, this.#tree[2 * node + 1]!);
  }
}
