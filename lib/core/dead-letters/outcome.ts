/** What became of a message that was sent back, as far as waiting tells: that it failed again is told by the dead letter that comes of it. */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

const SHORTEST_WATCH_MICROS = 60_000_000;
const LONGEST_WATCH_MICROS = 3_600_000_000;
/** Where nothing tells whether the group has read it, so many times the shortest. */
const BLIND_TIMES = 10;
const TIMES = 5;

/** How long one waits for it to come back after its group has passed it: retries with pauses between them take their time. `usual`: what it took the failures of this group from being written to being given up, at the median; null where nobody knows. `shortest` is configurable. */
export const watchTime = (usual: number | null, shortest: number = SHORTEST_WATCH_MICROS): number => Math.max(shortest, Math.min(LONGEST_WATCH_MICROS, (usual ?? 0) * TIMES));

export interface Awaited {
  readonly sentAt: Micros;
  /** The group for which it was sent; null where it is not known. */
  readonly group: string | null;
  /** When a commit of that group was first seen beyond its offset; null where none was. */
  readonly passedAt: Micros | null;
  /** Whether that group's commits can be looked at. */
  readonly isSeen: boolean;
}

export interface Outlook {
  readonly isOver: boolean;
  /** When it will have succeeded if nothing comes; null where that depends on the group. */
  readonly until: Micros | null;
  readonly says: string;
}

export function outlook({ sentAt, group, passedAt, isSeen }: Awaited, watchMicros: number, now: Micros, shortest: number = SHORTEST_WATCH_MICROS): Outlook {
  if (group === null || !isSeen) {
    const until = brand<Micros>(sentAt + Math.max(shortest * BLIND_TIMES, watchMicros));
    const why = group === null ? 'nothing tells which group failed' : `the commits of ${group} cannot be looked at`;
    return { isOver: now >= until, until, says: now >= until ? `it did not come back, and ${why}` : `it may come back: ${why}` };
  }
  if (passedAt === null) return { isOver: false, until: null, says: `${group} has not read it yet` };
  const until = brand<Micros>(Math.max(passedAt, sentAt) + watchMicros);
  return { isOver: now >= until, until, says: now >= until ? `${group} has read it, and it did not come back` : `${group} has read it; it may come back` };
}
