/** The window of a partition out of what was written of it: for a process that takes over, and has not looked itself. */
import { brand } from '#lib/core/brand.ts';
import { lookedAt, NO_WINDOW, WINDOW_SAMPLES, type Window } from '#lib/core/lag/window.ts';
import type { Micros } from '#lib/core/time.ts';

export interface Standing<T> {
  readonly at: Micros;
  readonly value: T;
}

export interface Committed {
  /** Null: there is none any more. */
  readonly offset: bigint | null;
  /** Null where nobody told. */
  readonly committedAt: Micros | null;
}

export interface PartitionPast {
  /** What changed, oldest first: whatever stood before the first is not known. */
  readonly committed: readonly Standing<Committed>[];
  readonly ends: readonly Standing<bigint | null>[];
}

/** Written outwards to the millisecond, and told by two clocks of one process: so far apart are times of one look at least. */
const SAME_LOOK = 0.5;

/**
 * When looks were taken, of which only those left a trace that saw something change: the others are put where they were due.
 * @param traces times at which something was written, in any order
 * @param gaps when nobody looked
 */
export function lookTimes(traces: readonly Micros[], { from, last, intervalMicros, gaps }: { readonly from: Micros; readonly last: Micros; readonly intervalMicros: number; readonly gaps: readonly { readonly from: Micros; readonly to: Micros }[] }): Micros[] {
  const sorted = [...new Set(traces)].filter((at) => at >= from).toSorted((a, b) => a - b);
  const seen = [...sorted, ...((sorted.at(-1) ?? -Infinity) < last ? [last] : [])];
  const isGap = (at: number): boolean => gaps.some((gap) => at > gap.from && at < gap.to);
  const times: Micros[] = [];
  for (const at of seen) {
    for (let due = (times.at(-1) ?? from - intervalMicros) + intervalMicros; at - due > SAME_LOOK * intervalMicros; due += intervalMicros) {
      if (!isGap(due)) times.push(brand<Micros>(due));
    }
    times.push(at);
  }
  return times;
}

/** A look for each of the times at which it is known what was committed. */
export function rebuiltWindow({ committed, ends }: PartitionPast, times: readonly Micros[]): Window {
  let window = NO_WINDOW;
  let [own, log] = [0, 0];
  for (const at of times) {
    while ((committed[own]?.at ?? Infinity) <= at) own += 1;
    while ((ends[log]?.at ?? Infinity) <= at) log += 1;
    const standing = committed[own - 1]?.value;
    if (standing === undefined) continue;
    window = standing.offset === null ? NO_WINDOW : lookedAt(window, { at, committed: standing.offset, end: ends[log - 1]?.value ?? null }, standing.committedAt);
  }
  return window;
}

/** Whether what stood before tells more: of looks whose commit or end is not known, and of commits that came before. */
export const wantsMore = ({ committed, ends }: PartitionPast, times: readonly Micros[], { looks, commits }: Window): boolean => {
  const first = times.at(-WINDOW_SAMPLES) ?? Infinity;
  if ((committed[0]?.at ?? Infinity) > first || (ends[0]?.at ?? Infinity) > first) return true;
  const last = looks.at(-1);
  return commits.length > 0 && commits.length < WINDOW_SAMPLES && last?.end != null && last.end > last.committed;
};
