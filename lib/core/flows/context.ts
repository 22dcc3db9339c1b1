/** What the picture of a flow depends on besides its records. The same records and the same context give the same picture. */
import type { KnownEvent } from '#lib/core/flows/world.ts';
import type { Coordinates, SpanRef, TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';

export interface FlowContext {
  /** The moment for which the picture is made: what is missing, or late, is so at this moment. */
  readonly now: Micros;
  /** When the last span of a trace arrived; null where none did. Without it a trace counts as quiet: nothing of it is still on its way. */
  readonly observedAt?: (trace: TraceId) => Micros | null;
  /** Which groups are known by their committed offsets to have passed events of the flow. */
  readonly commits?: readonly PassingCommit[];
  /** What the flow is stalled by, where it is. */
  readonly stalls?: readonly Stall[];
  /** Whether a span has arrived that the flow does not show: it belongs to another. Without it what the flow does not show counts as missing. */
  readonly hasSpan?: (span: SpanRef) => boolean;
  /** Whether only the beginning of a message's value is stored. */
  readonly isCut?: (event: KnownEvent) => boolean;
  /** Records that one picture shows. */
  readonly displayLimit?: number;
}

/** A step that did not come in time, or a message that waits for too long. */
export interface Stall {
  /** One plain sentence. */
  readonly message: string;
  /** The event after which nothing came, by its ref. */
  readonly event: string;
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
