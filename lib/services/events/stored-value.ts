import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { findEvents, type EventPlace } from '#lib/services/events/find.ts';
import { storedBody } from '#lib/services/events/stored-body.ts';
import type { Store } from '#lib/store/store.ts';

export interface StoredValue {
  readonly at: Coordinates;
  /** Of the topic, where the broker told it. */
  readonly kafkaId: string | null;
  /** What is kept; null is a tombstone. */
  readonly value: Uint8Array | null;
  /** Whether that is all of it. */
  readonly whole: boolean;
  /** Of the value as the broker holds it. */
  readonly size: number | null;
  /** Of the value as the broker holds it, in hex, where it is kept in part and not masked. */
  readonly sha256: string | null;
  readonly masking: NonNullable<EventReading['masking']>['payload'];
}

/** Throws `not-found` where no such event is kept. */
export async function storedValue(store: Pick<Store, 'pool'>, place: EventPlace): Promise<StoredValue> {
  const [found] = await findEvents(store, place);
  const body = found ? await storedBody(store, found) : null;
  if (!found || body === null) throw new ServiceError('not-found', 'There is no event at these coordinates.');
  const masking = found.reading.masking?.payload ?? null;
  const length = masking === null ? found.valueSize : masking.kept;
  return {
    at: found.at,
    kafkaId: found.kafkaId,
    value: body.value,
    whole: body.value === null || length === null || body.value.length >= length,
    size: found.valueSize,
    sha256: masking !== null || body.sha256 === null ? null : Buffer.from(body.sha256).toString('hex'),
    masking,
  };
}
