/** The last samples of one partition as one group reads it: what `evaluatePartition` applies its rules to. */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

/** What one look showed. */
export interface Look {
  readonly at: Micros;
  readonly committed: bigint;
  /** Null where the broker did not tell it. */
  readonly end: bigint | null;
}

/** What the rules look at: a commit, or what was committed at a look. */
export interface Sample {
  readonly at: Micros;
  readonly offset: bigint;
  /** Behind the end as it was known then; null where it was not. */
  readonly lag: bigint | null;
}

/** One commit, where commits are read and not only what is committed. */
export interface Commit extends Sample {
  /** By the clock of the broker, which may be off: `at` is by ours, as far as two looks tell. */
  readonly toldAt: Micros;
}

/** Oldest first, at most `WINDOW_SAMPLES` of each. */
export interface Window {
  readonly looks: readonly Look[];
  /** Empty where nobody tells when commits were made. */
  readonly commits: readonly Commit[];
}

export const WINDOW_SAMPLES = 10;
export const NO_WINDOW: Window = { looks: [], commits: [] };

/** The window after another look. `committedAt` is when the last commit was made, which may have been before the look before; null where nobody tells. */
export function lookedAt({ looks, commits }: Window, look: Look, committedAt: Micros | null): Window {
  return { looks: [...looks, look].slice(-WINDOW_SAMPLES), commits: committedAt === null ? [] : withCommit(commits, looks.at(-1), look, committedAt).slice(-WINDOW_SAMPLES) };
}

function withCommit(commits: readonly Commit[], before: Look | undefined, { at, committed, end }: Look, toldAt: Micros): readonly Commit[] {
  const last = commits.at(-1);
  if (last !== undefined && toldAt <= last.toldAt && committed === last.offset) return commits;
  // What is new since the look before was committed between the two.
  const made = brand<Micros>(Math.min(at, before === undefined ? toldAt : Math.max(toldAt, before.at)));
  return [...commits, { at: made, toldAt, offset: committed, lag: end === null ? null : lagBetween(committed, end) }];
}

/** Messages between what is committed and the end: never below zero. */
export const lagBetween = (committed: bigint, end: bigint): bigint => (end > committed ? end - committed : 0n);
