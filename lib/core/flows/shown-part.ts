import type { AssembledFlow } from '#lib/core/flows/assemble.ts';
import { choosePart } from '#lib/core/flows/part.ts';
import { recordId, type FlowRecord } from '#lib/core/flows/records.ts';

type Assembled = Pick<AssembledFlow, 'order' | 'hops' | 'startOf' | 'findings' | 'criticalPath'>;

/** Ids of the records that a picture of at most `limit` shows: a whole part (`choosePart`), that has errors, what findings are about and the critical path as far as they fit. */
export function shownPart({ order, hops, startOf, findings, criticalPath }: Assembled, limit: number): Set<string> {
  if (order.length <= limit) return new Set(order.map(recordId));
  const found = new Set(findings.flatMap(({ records }) => records).map(recordId));
  const path = new Set(criticalPath.map(recordId));
  const causes = Map.groupBy(hops, ({ to }) => recordId(to));
  return choosePart(
    order.map((record) => {
      const id = recordId(record);
      return { id, causes: (causes.get(id) ?? []).map(({ from }) => recordId(from)), time: startOf(record), wanted: found.has(id) || isError(record) ? 2 : path.has(id) ? 1 : 0, place: placeOf(record) };
    }),
    limit,
  );
}

const isError = (record: FlowRecord): boolean => 'span' in record && record.span.span.status === 'error';

const placeOf = (record: FlowRecord): string => ('span' in record ? record.span.span.service : JSON.stringify([record.event.at.topic, record.event.reading.type]));
