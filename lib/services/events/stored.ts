import type { FoundEvent } from '#lib/services/events/find.ts';
import type { Event } from '#lib/store/prisma/client.ts';
import type { Store } from '#lib/store/store.ts';

/** The whole row of an event that was found; null where its day was dropped meanwhile. */
export const storedEvent = (store: Pick<Store, 'prisma'>, { topicId, at, observedDay }: FoundEvent): Promise<Event | null> =>
  store.prisma.event.findUnique({
    where: { topicId_partition_offset_observedDay: { topicId, partition: at.partition, offset: at.offset, observedDay } },
  });
