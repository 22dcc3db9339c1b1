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
  /** When it ended, where it is drawn shorter than it was; else null. */
  readonly endsAt: number | null;
}
/** A message in the broker, from when it was written until the last known delivery began. */
export interface Road extends MarkBase {
  readonly kind: 'road';
  readonly deadLetter: boolean;
  readonly retry: boolean;
  readonly replay: boolean;
  /** Nobody is known to have read it. */
  readonly open: boolean;
  /** In the queue: what was put off until a retry is told apart where that is known. */
  readonly waitMs: number | null;
  /** When it lay there on purpose, between two attempts. */
  readonly delay: { readonly from: number; readonly to: number } | null;
}
/** A delivery that no span tells of: a commit that passed the message, some time between `from` and `to`. */
export interface Ghost extends MarkBase {
  readonly kind: 'ghost';
  readonly label: string;
  readonly evidence: string;
}
/** What has not come: a step that usually does, or a group's reading of a message. Its record is what it should have followed. */
export interface Missing extends MarkBase {
  readonly kind: 'missing';
  readonly label: string;
  readonly state: 'never' | 'due' | 'waiting';
  /** Messages that the group has still to read before; null where that is not known. */
  readonly ahead: string | null;
}
export type Mark = Bar | Road | Ghost | Missing;

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
  readonly rowHeight: number;
}

export interface Picture {
  readonly graph: RecordGraph;
  readonly placement: Placement;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  readonly links: readonly Link[];
  readonly folding: Folding;
  /** Whether clocks contradict what caused what, so that it matters whether they are put right. */
  readonly skewed: boolean;
  /** The segments that this picture is drawn with: folded or not. */
  readonly segments: readonly Segment[];
  readonly folded: boolean;
  readonly height: number;
  /** By record index: its own mark. */
  readonly markOf: readonly number[];
}

/** Pixels. A lane has air above and below its rows. */
const ROW = { bar: 22, road: 18 } as const;
const AIR = { bar: 7, road: 4 } as const;
const LOWEST_ROW = 2;
/** A lane with more rows than this is drawn smaller, so that one busy service does not push the others out of sight. */
const MOST_FULL_ROWS = 10;
/** How high such a lane then is, in full rows, as long as its rows can still be seen. */
const COMPACT_ROWS = 6;

const sortOf = ({ kind }: Pick<LaneName, 'kind'>): 'bar' | 'road' => (kind === 'topic' ? 'road' : 'bar');

/** The height of one row: full, or as small as keeps the lane in bounds. */
export function rowHeightFor(lane: Pick<LaneName, 'kind'>, rows: number, expanded: boolean): number {
  const full = ROW[sortOf(lane)];
  return expanded || rows <= MOST_FULL_ROWS ? full : Math.max(LOWEST_ROW, Math.floor((full * COMPACT_ROWS) / rows));
}

export const isCompact = (lane: Lane): boolean => lane.rowHeight < ROW[sortOf(lane)];
/** Whether it could be drawn smaller or larger than it is. */
export const isTall = (lane: Lane): boolean => lane.rows.length > MOST_FULL_ROWS;

export const laneAir = (lane: Pick<LaneName, 'kind'>): number => AIR[sortOf(lane)];

/** The middle of a row, in pixels from the top of the picture. */
export const rowMiddle = (lane: Lane, row: number): number => lane.top + laneAir(lane) + (row + 0.5) * lane.rowHeight;

/** How high work is drawn in a lane, and how far a ring reaches from its middle. */
export const barHeight = (lane: Lane): number => (lane.rowHeight >= 14 ? lane.rowHeight - 4 : Math.max(2, lane.rowHeight - 1));
export const ringRadius = (lane: Lane): number => Math.min(4.5, lane.rowHeight / 2);
