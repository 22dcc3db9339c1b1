/** What is drawn, before any pixel of width: lanes with rows of marks, and the lines between them. */
import type { LaneName } from '#lib/core/timeline/lanes.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';
import type { Placement } from '#lib/core/timeline/causal.ts';
import type { Folding, Segment } from '#lib/core/timeline/fold.ts';
import type { HopKindInput } from '#lib/core/timeline/input.ts';

interface MarkBase {
  readonly index: number;
  /** The record that a click selects. */
  readonly record: number;
  readonly lane: number;
  readonly row: number;
  readonly from: number;
  /** Never before `from`. */
  readonly to: number;
  readonly error: boolean;
  /** How many other flows show this record. */
  readonly sharedWith: number;
  /** Microseconds that its clock had to give way; 0 for none. */
  readonly skew: number;
}
/** Work: a span. */
export interface Bar extends MarkBase {
  readonly kind: 'bar';
  readonly label: string;
  /** What to write where the label does not fit; null where that is only its beginning. */
  readonly brief: string | null;
}
/** A message in the broker, from when it was written until the last known delivery began. */
export interface Road extends MarkBase {
  readonly kind: 'road';
  readonly deadLetter: boolean;
  readonly retry: boolean;
  readonly replay: boolean;
  /** Nobody is known to have read it. */
  readonly open: boolean;
  readonly waitMs: number | null;
}
/** A delivery that no span tells of: a commit that passed the message. */
export interface Ghost extends MarkBase {
  readonly kind: 'ghost';
  readonly label: string;
  readonly evidence: string;
}
export type Mark = Bar | Road | Ghost;

export interface Link {
  readonly from: number;
  readonly to: number;
  readonly kind: HopKindInput;
  /** When it leaves, and when it arrives: equal for straight ones. */
  readonly leaves: number;
  readonly arrives: number;
  readonly skewed: boolean;
}

export interface Lane extends LaneName {
  /** Marks by row, in ascending order, never overlapping within a row. */
  readonly rows: readonly (readonly Mark[])[];
  /** Pixels from the top of the picture. */
  readonly top: number;
  readonly height: number;
}

export interface Picture {
  readonly graph: RecordGraph;
  readonly placement: Placement;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  readonly links: readonly Link[];
  readonly folding: Folding;
  /** The segments that this picture is drawn with: folded or not. */
  readonly segments: readonly Segment[];
  readonly folded: boolean;
  readonly height: number;
  /** By record index: its own mark. */
  readonly markOf: readonly number[];
}

/** Pixels. Rows of bars and of roads differ; a lane has air above and below. */
export const ROW_HEIGHT = { bar: 22, road: 18 } as const;
export const LANE_AIR = { bar: 7, road: 4 } as const;

export const isTopic = (lane: Pick<Lane, 'kind'>): boolean => lane.kind === 'topic';
export const rowHeight = (lane: Pick<Lane, 'kind'>): number => (isTopic(lane) ? ROW_HEIGHT.road : ROW_HEIGHT.bar);
export const laneAir = (lane: Pick<Lane, 'kind'>): number => (isTopic(lane) ? LANE_AIR.road : LANE_AIR.bar);

/** The middle of a row, in pixels from the top of the picture. */
export const rowMiddle = (lane: Lane, row: number): number => lane.top + laneAir(lane) + (row + 0.5) * rowHeight(lane);
