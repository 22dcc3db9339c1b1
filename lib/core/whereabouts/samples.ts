/** What a group was seen to have committed, or where the log was seen to end: by partition. */
import type { Micros } from '#lib/core/time.ts';

export type Offsets = ReadonlyMap<number, bigint>;

/** What had changed since the sample before; null where the commit was gone. */
export type OffsetChanges = ReadonlyMap<number, bigint | null>;

export interface Sample {
  readonly at: Micros;
  /** When the sample before was taken: what changed, changed after it. Null where there was none. */
  readonly since: Micros | null;
  readonly changes: OffsetChanges;
  /** By partition, when the last commit was written, where that is known. */
  readonly times?: ReadonlyMap<number, CommitTime>;
}

export interface CommitTime {
  readonly at: Micros;
  /** There was no other commit since the sample before: what it passed was passed then. */
  readonly once: boolean;
}

export function changesBetween(before: Offsets, now: Offsets): Map<number, bigint | null> {
  const changes = new Map<number, bigint | null>();
  for (const [partition, offset] of now) if (before.get(partition) !== offset) changes.set(partition, offset);
  for (const partition of before.keys()) if (!now.has(partition)) changes.set(partition, null);
  return changes;
}

/**
 * Whether a group is at work on a topic: it has moved since the sample before, or it is there and has nothing to read.
 * What had been committed when nobody had looked yet may be years old: of such a group nothing that it does not read is missing.
 * @param before null where nobody had looked; empty where nothing was committed then
 * @param members null where the broker does not tell
 */
export function isAtWork(before: Offsets | null, now: Offsets, ends: Offsets | null, members: number | null): boolean {
  if (before !== null && changesBetween(before, now).size > 0) return true;
  if (members === 0 || ends === null || now.size === 0) return false;
  return [...now].every(([partition, offset]) => offset >= (ends.get(partition) ?? 0n));
}
