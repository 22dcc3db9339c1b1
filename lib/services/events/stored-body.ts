import type { FoundEvent } from '#lib/services/events/find.ts';
import { readBodies, type StoredBody } from '#lib/store/event-bodies.ts';
import type { Event } from '#lib/store/prisma/client.ts';
import type { Store } from '#lib/store/store.ts';

/** The whole row of an event that was found, and its body; null where its day was dropped meanwhile. */
export async function storedEvent(store: Pick<Store, 'pool' | 'prisma'>, { topicId, at, observedDay }: FoundEvent): Promise<(Event & StoredBody) | null> {
  const row = await store.prisma.event.findUnique({
    where: { topicId_partition_offset_observedDay: { topicId, partition: at.partition, offset: at.offset, observedDay } },
  });
  if (row === null) return null;
  const [body] = await readBodies(store.pool, [{ pack: String(row.chunk), place: row.place, day: observedDay.toISOString().slice(0, 10) }], Infinity);
  return body ? { ...row, ...body } : null;
}
