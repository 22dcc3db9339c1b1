import type pg from 'pg';
import type { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import type { Micros } from '#lib/core/time.ts';
import { nextEvents } from '#lib/store/change-queue.ts';
import { readEvents } from '#lib/store/read-facts.ts';

interface Ahead {
  readonly cache: FactsCache;
  /** About how many records the next pass takes. */
  readonly limit: number;
  readonly now: Micros;
}

/**
 * Reads the events that the next pass will derive, while what this one derived is written: the database answers the one while this process is busy
 * with the other. Events do not change; what becomes of the change until then does not matter.
 */
export async function readAhead(client: pg.ClientBase, { cache, limit, now }: Ahead): Promise<void> {
  const unread = (await nextEvents(client, limit, now)).filter((ref) => !cache.events.has(ref));
  // A batch may be larger than what is kept.
  for (const event of await readEvents(client, unread.slice(0, cache.events.max))) cache.events.set(event.ref, event);
}
