/** What the flow was doing in a part of its time. `unaccounted`: nothing that left a record. */
export type PartKind = 'processing' | 'waiting' | 'retry-delay' | 'unaccounted';

/** A part of a flow's time, in microseconds; parts touch and never overlap. */
export interface PathPart {
  readonly kind: PartKind;
  readonly from: number;
  readonly to: number;
}
