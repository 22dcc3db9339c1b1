import { ServiceError } from '#lib/services/errors.ts';
import { findEvents, type EventPlace } from '#lib/services/events/find.ts';
import { storedEvent } from '#lib/services/events/stored.ts';
import type { Store } from '#lib/store/store.ts';

/**
 * The whole value as it was, null for a tombstone.
 * Throws `not-found`, and `conflict` where only a part of it is kept.
 */
export async function readEventValue(store: Pick<Store, 'prisma'>, place: EventPlace): Promise<Uint8Array | null> {
  const [found] = await findEvents(store, place);
  const row = found ? await storedEvent(store, found) : null;
  if (row === null) throw new ServiceError('not-found', 'There is no event at these coordinates.');
  if (row.value === null) return null;
  if (row.valueSize !== null && row.valueSize > row.value.length) {
    throw new ServiceError('conflict', `Only the first ${row.value.length} of ${row.valueSize} bytes are kept; reading the rest from the broker is not there yet.`);
  }
  return row.value;
}
