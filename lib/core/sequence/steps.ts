/** A flow as steps between lifelines: who sent what to whom, and what each did, in causal order. */
import type { RecordRow } from '#lib/core/record-rows/rows.ts';

export interface Participant {
  readonly id: string;
  /** `reader`: a consumer group that is known from its commits only. `unknown`: whoever wrote what no span tells of. */
  readonly kind: 'service' | 'reader' | 'unknown';
  readonly name: string;
}

export type StepKind =
  /** From who wrote it to who read it. */
  | 'message'
  /** Written, and nobody is known to have read it. */
  | 'unread'
  /** One service asked another. */
  | 'call'
  /** Within one service. */
  | 'work'
  /** What usually comes and did not. */
  | 'missing'
  /** Nothing happened. */
  | 'pause';

/** `commit`: only known to have been read by then. `order`: came after, nothing more is known. */
export type Evidence = 'spans' | 'commit' | 'order';

export interface Step {
  /** Stays the same while the flow grows. */
  readonly key: string;
  readonly kind: StepKind;
  /** Index of the record that it stands for; null for what left none. */
  readonly record: number | null;
  /** Participants; equal where it does not leave the lifeline. */
  readonly from: number;
  readonly to: number;
  /** Microseconds since the first record; null for what never came. */
  readonly at: number | null;
  readonly name: string;
  readonly topic: string | null;
  readonly waitMs: number | null;
  /** Microseconds. */
  readonly duration: number | null;
  readonly attempt: number;
  readonly marks: RecordRow['marks'];
  readonly failed: boolean;
  readonly evidence: Evidence;
  /** A message that spans tell of, but that was not collected itself. */
  readonly uncollected: boolean;
  readonly sharedWith: number;
  /** How deep within the work that it belongs to. */
  readonly depth: number;
  /** Spans of the same service that belong to it, and whether they are shown. */
  readonly inside: { readonly count: number; readonly failed: number; readonly open: boolean } | null;
  /** Of a missing step: it is late, and not only still to come. */
  readonly late: boolean;
}

/** Several runs of the same steps, of which one is shown. */
export interface Loop {
  readonly key: string;
  readonly times: number;
  readonly open: boolean;
  /** Steps in one run. */
  readonly length: number;
  readonly first: boolean;
  readonly last: boolean;
}

export interface SequenceRow {
  readonly step: Step;
  readonly loop: Loop | null;
}

export interface Sequence {
  readonly participants: readonly Participant[];
  readonly rows: readonly SequenceRow[];
  /** By record index: the row that shows it, or the one that it is folded into. */
  readonly rowOf: ReadonlyMap<number, number>;
}
