import type { FlowStatus } from '#lib/contracts/flows.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { eventKey, hashKey } from '#lib/core/flows/keys.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import { eventRef } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';

interface MessageOfTopic {
  readonly topicId: number;
  readonly at: Coordinates;
  readonly reading: EventReading;
}

/** Keys of one message that are looked up: what joins it to its flow comes first. */
const MOST_KEYS = 20;

/**
 * The flow that shows each message, in the order given; null while the rollup has not reached it. As `flowOfEvent` finds it for one:
 * of those that its keys name the one that lists it, and of several the first that began. One query for all.
 */
export async function flowsOfMessages(store: Pick<Store, 'pool'>, messages: readonly MessageOfTopic[]): Promise<({ id: string; status: FlowStatus } | null)[]> {
  if (messages.length === 0) return [];
  const refs = messages.map(({ topicId, at }) => eventRef(topicId, at.partition, at.offset));
  const asked = messages.flatMap(({ at, reading }, index) => {
    const joins = reading.keys.flatMap((key) => (key.join === null ? [] : [key.join]));
    return [eventKey(at), ...joins, ...reading.causes].slice(0, MOST_KEYS).map((text) => ({ ref: refs[index] ?? '', hash: hashKey(text) }));
  });
  const { rows } = await store.pool.query<{ ref: string; id: string; status: FlowStatus }>({
    name: 'read-flows-of-messages',
    text: `SELECT DISTINCT ON (w.ref) w.ref, f.id, f.status
             FROM unnest($1::uuid[], $2::bigint[]) AS w (ref, hash)
             CROSS JOIN LATERAL (SELECT flow_id FROM flow_key WHERE hash = w.hash LIMIT 200) k
             CROSS JOIN LATERAL (SELECT id, status, started_at FROM flow WHERE id = k.flow_id AND w.ref = ANY (events) OFFSET 0) f
            ORDER BY w.ref, f.started_at, f.id`,
    values: [asked.map(({ ref }) => ref), asked.map(({ hash }) => hash)],
  });
  const flows = new Map(rows.map(({ ref, id, status }) => [ref, { id, status }]));
  return refs.map((ref) => flows.get(ref) ?? null);
}
