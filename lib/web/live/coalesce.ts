import type { DeadLettersChanged, FlowsChanged, LagChanged } from '#lib/contracts/stream.ts';

/** What changed on a channel. */
export type Changed = FlowsChanged | LagChanged | DeadLettersChanged;

/** More ids say no more than "read everything anew". */
const MOST_IDS = 500;

/** Two changes as one: what a client that was busy missed fits into one message, however long it was busy. */
export function coalesce(earlier: Changed | null, later: Changed): Changed {
  if (earlier === null) return later;
  const ids = [...new Set([...earlier.ids, ...later.ids])];
  const many = earlier.many || later.many || ids.length > MOST_IDS;
  return { version: later.version, ids: many ? [] : ids, many };
}
