/** A source that can tell what consumer groups have committed. Asking commits nothing and joins no group. */
import type { Micros } from '#lib/core/time.ts';

/** Shown as what they are: the offsets of a share group are kept elsewhere, and a streams group has tasks. */
export type GroupProtocol = 'classic' | 'consumer' | 'share' | 'streams' | 'unknown';

export interface DescribedMember {
  readonly id: string;
  /** Of static membership. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  /** What is assigned to it, by topic; empty where nothing is, null where the broker does not tell or its bytes cannot be read. */
  readonly partitions: ReadonlyMap<string, readonly number[]> | null;
}

/** What the broker says that a group is. */
export interface GroupDescription {
  readonly protocol: GroupProtocol;
  /** As the broker names it: Stable, Empty, PreparingRebalance … Null where it does not tell. */
  readonly state: string | null;
  /** Null where the broker does not tell; `why` says so in plain words. */
  readonly members: readonly DescribedMember[] | null;
  readonly why: string | null;
}

/** What one group has committed at one moment. */
export interface GroupCommits {
  readonly group: string;
  /** `forbidden`: the broker does not let us see its offsets; `failing`: it could not be asked now. Both have no commits. */
  readonly state: 'ok' | 'forbidden' | 'failing';
  /** Null where the broker could not be asked what the group is, this time. */
  readonly described: GroupDescription | null;
  /** When the broker was asked, and when it answered: a commit that is missing came after the first, one that is there before the second. */
  readonly askedAt: Micros;
  readonly at: Micros;
  /** By topic and partition. Partitions without a commit are left out. */
  readonly committed: ReadonlyMap<string, ReadonlyMap<number, bigint>>;
  /** As `committed`: when the last commit was written, by the broker's clock, where that is known. It may have repeated the offset before it. */
  readonly committedAt: ReadonlyMap<string, ReadonlyMap<number, Micros>>;
  /** Partitions of `committedAt` with no other commit since the last look: what this commit passed was passed at its time. */
  readonly committedOnce: ReadonlyMap<string, ReadonlySet<number>>;
}

/** Where the partitions of a topic begin and end. Read after the commits, so that no group seems to be ahead of the log. */
export interface LogBounds {
  readonly topic: string;
  /** Kafka's id of the topic, which differs once it was deleted and created again; null where the broker is too old to tell. */
  readonly kafkaId: string | null;
  readonly at: Micros;
  /** Those that the broker answered for: one that has no leader now is left out. */
  readonly partitions: ReadonlyMap<number, { readonly start: bigint; readonly end: bigint }>;
}

export interface CommitObservation {
  readonly groups: readonly GroupCommits[];
  readonly logs: readonly LogBounds[];
  /** Groups beyond the limit, which were not asked about. */
  readonly leftOut: number;
  /** `commits`: commits are read with their own times. `polls`: only what is committed at each look is known, not when. */
  readonly evidence: 'commits' | 'polls';
  /** Of `polls`: why commits are not read, in plain words. */
  readonly why: string | null;
}

export interface CommitObserver {
  readonly source: string;
  /** Throws where the cluster cannot be asked now; the next call tries again. */
  observe(): Promise<CommitObservation>;
  /** The error in words that say what to do. */
  explain(error: unknown): string;
  close(): Promise<void>;
}
