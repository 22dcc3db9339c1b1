import type { EventDetail } from '#lib/contracts/flows.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { EventPlace } from '#lib/services/events/find.ts';
import { readEventDetail } from '#lib/services/events/read.ts';
import { whyUnderivable } from '#lib/services/health/underivable.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** As `readEventDetail`; throws `not-found`, and `unavailable` where it is stored and cannot be read. */
export async function oneEvent(store: Pick<QueryStore, 'pool' | 'prisma'>, place: EventPlace, conventions: Conventions = DEFAULT_CONVENTIONS): Promise<EventDetail> {
  const event = await readEventDetail(store, place, conventions).catch(async (cause: unknown) => {
    const reason = place.source === null ? null : await whyUnderivable(store, { ...place, source: place.source, incarnation: place.incarnation ?? 0, offset: place.offset.toString() });
    if (reason === null) throw cause;
    throw new ServiceError('unavailable', `It is stored and cannot be read: ${reason}`, { cause });
  });
  if (event === null) throw new ServiceError('not-found', 'There is no event at these coordinates.');
  return event;
}
