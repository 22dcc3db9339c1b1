import type { PartKind, PathPart } from '#lib/core/flows/path-part.ts';

/** Where a flow's time went, in microseconds: the first four add up to the last. */
export interface TimeSplit {
  /** Some span of the critical path was at work. */
  readonly processing: number;
  /** The message that the path went on with was in a broker. */
  readonly waiting: number;
  /** An attempt had failed, and the next had not begun. */
  readonly retryDelay: number;
  /** Nothing that left a record: what nobody traced, a person, a dead letter until its replay; and what lies before the path. */
  readonly unaccounted: number;
  readonly total: number;
}

/** @param extent from the flow's first moment to its last; parts outside of it count only as far as they lie within */
export function splitTime(parts: readonly PathPart[], extent: { readonly from: number; readonly to: number }): TimeSplit {
  const sums: Record<PartKind, number> = { processing: 0, waiting: 0, 'retry-delay': 0, unaccounted: 0 };
  for (const { kind, from, to } of parts) sums[kind] += Math.max(0, Math.min(to, extent.to) - Math.max(from, extent.from));
  const total = extent.to - extent.from;
  return { processing: sums.processing, waiting: sums.waiting, retryDelay: sums['retry-delay'], unaccounted: total - sums.processing - sums.waiting - sums['retry-delay'], total };
}
