import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { findEvents, type EventPlace } from '#lib/services/events/find.ts';
import { storedEvent } from '#lib/services/events/stored.ts';
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
export async function storedValue(store: Pick<Store, 'pool' | 'prisma'>, place: EventPlace): Promise<StoredValue> {
  const [found] = await findEvents(store, place);
  const row = found ? await storedEvent(store, found) : null;
  if (!found || row === null) throw new ServiceError('not-found', 'There is no event at these coordinates.');
  const topic = await store.prisma.topic.findUnique({ where: { id: found.topicId }, select: { kafkaId: true } });
  const masking = found.reading.masking?.payload ?? null;
  const length = masking === null ? row.valueSize : masking.kept;
  return {
    at: found.at,
    kafkaId: topic?.kafkaId ?? null,
    value: row.value,
    whole: row.value === null || length === null || row.value.length >= length,
    size: row.valueSize,
    sha256: masking !== null || row.sha256 === null ? null : Buffer.from(row.sha256).toString('hex'),
    masking,
  };
}
