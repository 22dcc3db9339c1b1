/** What the picture of a flow depends on besides its records. The same records and the same context give the same picture. */
import type { Coordinates, TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';

export interface FlowContext {
  /** The moment for which the picture is made: what is missing, or late, is so at this moment. */
  readonly now: Micros;
  /** When the last span of a trace arrived; null where none did. Without it a trace counts as quiet: nothing of it is still on its way. */
  readonly observedAt?: (trace: TraceId) => Micros | null;
  /** Which groups are known by their committed offsets to have passed events of the flow. */
  readonly commits?: readonly PassingCommit[];
}

/** A committed offset that passed an event: the group had read it by then, whatever became of it. */
export interface PassingCommit {
  readonly event: Coordinates;
  readonly group: string;
  /** The last sample that had not passed it; null where none is known. */
  readonly after: Micros | null;
  /** The first sample that had. */
  readonly by: Micros;
}
