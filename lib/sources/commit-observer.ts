/** A source that can tell what consumer groups have committed. Asking commits nothing and joins no group. */
import type { Micros } from '#lib/core/time.ts';

/** What one group has committed at one moment. */
export interface GroupCommits {
  readonly group: string;
  /** `forbidden`: the broker does not let us see its offsets; `failing`: it could not be asked now. Both have no commits. */
  readonly state: 'ok' | 'forbidden' | 'failing';
  /** Null where the broker does not tell. */
  readonly members: number | null;
  /** When the broker was asked, and when it answered: a commit that is missing came after the first, one that is there before the second. */
  readonly askedAt: Micros;
  readonly at: Micros;
  /** By topic and partition. Partitions without a commit are left out. */
  readonly committed: ReadonlyMap<string, ReadonlyMap<number, bigint>>;
}

/** Where the partitions of a topic begin and end. Read after the commits, so that no group seems to be ahead of the log. */
export interface LogBounds {
  readonly topic: string;
  readonly at: Micros;
  readonly partitions: ReadonlyMap<number, { readonly start: bigint; readonly end: bigint }>;
}

export interface CommitObservation {
  readonly groups: readonly GroupCommits[];
  readonly logs: readonly LogBounds[];
  /** Groups beyond the limit, which were not asked about. */
  readonly leftOut: number;
}

export interface CommitObserver {
  readonly source: string;
  /** Throws where the cluster cannot be asked now; the next call tries again. */
  observe(): Promise<CommitObservation>;
  /** The error in words that say what to do. */
  explain(error: unknown): string;
  close(): Promise<void>;
}
