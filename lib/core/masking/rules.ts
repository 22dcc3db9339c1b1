/** What the configuration says must not be stored. */
import type { Pattern } from '#lib/core/masking/patterns/pattern.ts';

export interface MaskingRules {
  /** Topics of which no payload is kept: exact names, or expressions on the name. */
  readonly payloadOff: readonly (string | RegExp)[];
  /** JSON pointers (RFC 6901), of which a segment `*` means every element of a list and every member of an object. */
  readonly pointers: readonly string[];
  /** Header names, without regard to case; one that ends in `*` means every name that begins so. */
  readonly headers: readonly string[];
  /** Names of attributes of spans, their events, links and resources; `*` at the end as with headers. */
  readonly attributes: readonly string[];
  readonly patterns: readonly Pattern[];
}

export const hasRules = ({ payloadOff, pointers, headers, attributes, patterns }: MaskingRules): boolean =>
  payloadOff.length + pointers.length + headers.length + attributes.length + patterns.length > 0;

/** Whether names are among those of a rule. */
export class Names {
  readonly #exact: ReadonlySet<string>;
  readonly #beginnings: readonly string[];

  constructor(names: readonly string[]) {
    const lower = names.map((name) => name.toLowerCase());
    this.#exact = new Set(lower.filter((name) => !name.endsWith('*')));
    this.#beginnings = lower.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  }

  has(name: string): boolean {
    const lower = name.toLowerCase();
    return this.#exact.has(lower) || this.#beginnings.some((beginning) => lower.startsWith(beginning));
  }

  get size(): number {
    return this.#exact.size + this.#beginnings.length;
  }
}
