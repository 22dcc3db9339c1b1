/** Where a partition is read from, given what is stored and what the broker still has. */
import type { Position } from '#lib/sources/source.ts';

/** A partition's offsets in the broker: the first that is kept, and the next to be written. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

export type Beginning =
  | { readonly kind: 'continue'; readonly offset: bigint }
  /** Nothing is stored: say that it starts here, then read. */
  | { readonly kind: 'begin'; readonly offset: bigint }
  /** Retention removed what was not read yet: go on at what there is. */
  | { readonly kind: 'skip-lost'; readonly offset: bigint; readonly lost: bigint }
  /** The end fell below what was read: these are other messages. */
  | { readonly kind: 'recreated' };

export function beginningOf({ next }: Position, { low, high }: Bounds): Beginning {
  if (next === null) return { kind: 'begin', offset: low };
  if (next > high) return { kind: 'recreated' };
  if (next < low) return { kind: 'skip-lost', offset: low, lost: low - next };
  return { kind: 'continue', offset: next };
}
