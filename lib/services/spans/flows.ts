import type { RecordFlows, RecordFlowsQuery } from '#lib/contracts/records.ts';
import type { SpanRef } from '#lib/core/ids.ts';
import { pageOfFlows } from '#lib/services/events/flows-of-record.ts';
import { shownBy } from '#lib/services/spans/shown-by.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** The flows that show a span, the newest first; none where none does, or no such span is known. */
export async function flowsOfSpan(store: Pick<QueryStore, 'prisma'>, ref: SpanRef, query: RecordFlowsQuery): Promise<RecordFlows> {
  const shown = await shownBy(store, ref);
  return shown === null ? { flows: [], nextCursor: null } : pageOfFlows(store, shown.condition, query);
}
