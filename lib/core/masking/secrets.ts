/** What was masked by its name in one record, to be masked wherever else in that record it is repeated: in the key, in another header, in the message of a failure. */
export class Secrets {
  readonly #masks = new Map<string, string>();

  add(value: string, mask: string): void {
    const text = value.trim();
    if (this.#masks.size < MOST && text.length > 0) this.#masks.set(text, mask);
  }

  get size(): number {
    return this.#masks.size;
  }

  /** The same text where none is in it. Short values count only where they are the whole text: `7` stands in everything. */
  scrub(text: string): string {
    const whole = this.#masks.get(text.trim());
    if (whole !== undefined) return whole;
    let scrubbed = text;
    for (const [value, mask] of this.#masks) if (value.length >= SHORTEST_PART) scrubbed = scrubbed.replaceAll(value, mask);
    return scrubbed;
  }
}

/** Of a record with more, the others are masked where a rule names them. */
const MOST = 100;
const SHORTEST_PART = 6;
