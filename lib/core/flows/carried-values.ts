import { keyScope } from '#lib/core/flows/keys.ts';

/**
 * The correlation ids and joining business keys that spans carry, as far as it tells whether they are several actions': one action has one value of each kind.
 * Not all are kept, or each span of a chain would hold those of all below it.
 */
export class CarriedValues {
  readonly #oneOfKind = new Map<string, string>();
  /** Whether there are two values of one kind. */
  areSeveral = false;

  constructor(correlations: Iterable<string>) {
    for (const text of correlations) this.add(text);
  }

  get areNone(): boolean {
    return this.#oneOfKind.size === 0;
  }

  add(text: string): void {
    const kind = keyScope(text);
    const known = this.#oneOfKind.get(kind);
    if (known === undefined) this.#oneOfKind.set(kind, text);
    else this.areSeveral ||= known !== text;
  }

  addAll(others: CarriedValues): void {
    for (const text of others.#oneOfKind.values()) this.add(text);
    this.areSeveral ||= others.areSeveral;
  }
}
