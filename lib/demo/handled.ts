/** Remembers what was done already: Kafka delivers at least once, so every service meets the same message twice some day. */
export class Handled {
  readonly #seen = new Set<string>();
  readonly #most: number;
  /** The oldest are forgotten beyond `most`. */
  constructor(most = 20_000) {
    this.#most = most;
  }

  has(id: string): boolean {
    return this.#seen.has(id);
  }

  /** False where it was there before. */
  add(id: string): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    if (this.#seen.size > this.#most) this.#seen.delete(this.#seen.values().next().value!);
    return true;
  }
}
