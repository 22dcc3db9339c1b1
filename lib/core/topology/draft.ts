/** What a graph is put together from. */
import type { Counted } from '#lib/core/topology/counted.ts';
import type { EdgeName, Place } from '#lib/core/topology/edge.ts';

/** What one group has committed on one topic. */
export interface GroupOnTopic {
  readonly source: string;
  readonly topic: string;
  readonly group: string;
  /** Messages that it has still to read; null where the broker does not tell. */
  readonly lag: bigint | null;
}

/** An edge while it is put together. */
export interface Draft {
  readonly name: EdgeName & { readonly from: Place };
  readonly counted: Counted | null;
  group: string | null;
  lag?: bigint | null;
}
