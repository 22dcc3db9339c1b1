import type { RecordFlows, RecordFlowsQuery } from '#lib/contracts/records.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { findEvents, type EventPlace } from '#lib/services/events/find.ts';
import { showsEvent } from '#lib/services/events/flow-of-event.ts';
import { pageOfFlows } from '#lib/services/events/flows-of-record.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** The flows that show an event, the newest first; none while the rollup has not reached it. Throws `not-found`. */
export async function flowsOfEvent(store: Pick<QueryStore, 'pool' | 'prisma'>, place: EventPlace, query: RecordFlowsQuery): Promise<RecordFlows> {
  const [found] = await findEvents(store, place);
  if (!found) throw new ServiceError('not-found', 'There is no event at these coordinates.');
  return pageOfFlows(store, showsEvent(found), query);
}
