/** The last samples of one partition as one group reads it: what the rules of lag.md are applied to. */
import type { Micros } from '#lib/core/time.ts';

/** What one look showed. */
export interface Look {
  readonly at: Micros;
  readonly committed: bigint;
  /** Null where the broker did not tell it. */
  readonly end: bigint | null;
}

/** One commit with its own time, where commits are read and not only what is committed. */
export interface Commit {
  readonly at: Micros;
  readonly offset: bigint;
  /** Behind the end as it was known then; null where it was not. */
  readonly lag: bigint | null;
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
  return { looks: [...looks, look].slice(-WINDOW_SAMPLES), commits: committedAt === null ? [] : withCommit(commits, look, committedAt).slice(-WINDOW_SAMPLES) };
}

function withCommit(commits: readonly Commit[], { committed, end }: Look, at: Micros): readonly Commit[] {
  const last = commits.at(-1);
  // A commit that is no newer is the one that is known; a broker's clock that was set back must not turn the window around.
  if (last !== undefined && at <= last.at && committed === last.offset) return commits;
  const time = last !== undefined && at < last.at ? last.at : at;
  return [...commits, { at: time, offset: committed, lag: end === null ? null : lagBetween(committed, end) }];
}

/** Messages between what is committed and the end: never below zero. */
export const lagBetween = (committed: bigint, end: bigint): bigint => (end > committed ? end - committed : 0n);
