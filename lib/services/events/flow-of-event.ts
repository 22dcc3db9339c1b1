import { eventKey, hashKey } from '#lib/core/flows/keys.ts';
import type { FoundEvent } from '#lib/services/events/find.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import { eventRef } from '#lib/store/refs.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/**
 * The flow that shows an event: one of those that its keys name, and that lists it. A shared event is in several; the first that began is told.
 * Null while the rollup has not reached it.
 */
export async function flowOfEvent(store: Pick<QueryStore, 'prisma'>, event: FoundEvent): Promise<string | null> {
  const rows = await store.prisma.$queryRaw<{ id: string }[]>`SELECT f.id FROM flow f WHERE ${showsEvent(event)} ORDER BY f.started_at, f.id LIMIT 1`;
  return rows[0]?.id ?? null;
}

/** A condition over `flow f`. */
export function showsEvent({ topicId, at, reading }: FoundEvent): Prisma.Sql {
  const joins = reading.keys.flatMap((key) => (key.join === null ? [] : [key.join]));
  const hashes = [...joins, ...reading.causes, eventKey(at)].map(hashKey);
  const values = reading.keys.map((key) => key.value.slice(0, 200));
  return Prisma.sql`
    f.id IN (
      SELECT flow_id FROM flow_key WHERE hash = ANY(${hashes}::bigint[])
      UNION SELECT flow_id FROM flow_key WHERE value = ANY(${values}::text[]) AND kind <> 'record'
    ) AND ${eventRef(topicId, at.partition, at.offset)}::uuid = ANY(f.events)`;
}
