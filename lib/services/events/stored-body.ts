import type { FoundEvent } from '#lib/services/events/find.ts';
import { readBodies, type StoredBody } from '#lib/store/event-bodies.ts';
import type { Store } from '#lib/store/store.ts';

/** The body of an event that was found; null where its day was dropped meanwhile. */
export async function storedBody({ pool }: Pick<Store, 'pool'>, { place }: FoundEvent): Promise<StoredBody | null> {
  const [body] = await readBodies(pool, [place], Infinity);
  return body ?? null;
}
