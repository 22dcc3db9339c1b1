import type { EventDetail } from '#lib/contracts/flows.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { EventPlace } from '#lib/services/events/find.ts';
import { readEventDetail } from '#lib/services/events/read.ts';
import type { Store } from '#lib/store/store.ts';

/** As `readEventDetail`; throws `not-found`. */
export async function oneEvent(store: Pick<Store, 'pool' | 'prisma'>, place: EventPlace): Promise<EventDetail> {
  const event = await readEventDetail(store, place);
  if (event === null) throw new ServiceError('not-found', 'There is no event at these coordinates.');
  return event;
}
