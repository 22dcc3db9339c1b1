import type { Coordinates } from '#lib/core/ids.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { EventPlace } from '#lib/services/events/find.ts';
import { storedValue } from '#lib/services/events/stored-value.ts';
import type { Store } from '#lib/store/store.ts';

/** The value as it is kept (null for a tombstone); or where its broker may have it whole, since only its beginning is kept. */
export type EventValue = { readonly kept: 'whole'; readonly value: Uint8Array | null } | { readonly kept: 'beginning'; readonly at: Coordinates };

/** Throws `not-found`, and `forbidden` where masking let nothing of it be kept. */
export async function readEventValue(store: Pick<Store, 'pool'>, place: EventPlace): Promise<EventValue> {
  const { at, value, whole, masking } = await storedValue(store, place);
  if (masking !== null && masking.state !== 'masked') throw new ServiceError('forbidden', `Nothing of this payload is kept or shown: ${masking.rules.join(', ')}.`);
  return whole ? { kept: 'whole', value } : { kept: 'beginning', at };
}
