/** When a group passed messages, from the samples of what it had committed. */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import type { Sample } from '#lib/core/whereabouts/samples.ts';

export interface Passage {
  /** The message had not been read at this moment; null where nothing says when it had not. */
  readonly after: Micros | null;
  /** It had been read at this one. */
  readonly by: Micros;
  /** The commit that passed it was written at `by`, by the broker's clock. */
  readonly exact?: true;
}

interface Advance {
  readonly at: Micros;
  readonly exact: boolean;
  readonly since: Micros | null;
  readonly offset: bigint;
}

interface Passed {
  readonly partition: number;
  readonly offset: bigint;
  /** It was not read before it was written. */
  readonly writtenAt: Micros | null;
}

/** Finds the first sample, of these that are given oldest first, in which the group had passed a message; null where none of them had. */
export function passagesOf(samples: readonly Sample[]): (message: Passed) => Passage | null {
  const advances = new Map<number, Advance[]>();
  for (const { at, since, changes, times } of samples) {
    for (const [partition, offset] of changes) {
      const known = advances.get(partition) ?? [];
      const time = times?.get(partition);
      // Only what goes further than any before can be the first to pass a message. When its commit was written is nearer to that than the look at it.
      if (offset !== null && offset > (known.at(-1)?.offset ?? -1n)) known.push({ at: time?.at ?? at, exact: time?.once ?? false, since, offset });
      advances.set(partition, known);
    }
  }
  return ({ partition, offset, writtenAt }) => {
    const first = firstBeyond(advances.get(partition) ?? [], offset);
    if (first === undefined) return null;
    const after = Math.max(first.since ?? -Infinity, writtenAt ?? -Infinity);
    // A clock that is ahead cannot make the message be read before it was written.
    return { after: Number.isFinite(after) ? brand<Micros>(Math.min(after, first.at)) : null, by: first.at, ...(first.exact ? { exact: true } : {}) };
  };
}

function firstBeyond(advances: readonly Advance[], offset: bigint): Advance | undefined {
  let [from, to] = [0, advances.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((advances[middle]?.offset ?? 0n) > offset) to = middle;
    else from = middle + 1;
  }
  return advances[from];
}
