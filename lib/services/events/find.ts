import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import { readHeads } from '#lib/store/event-bodies.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { Store } from '#lib/store/store.ts';

/** Coordinates with as much as was said: any source, the newest incarnation that holds such an offset first. */
export interface EventPlace {
  readonly source: string | null;
  readonly topic: string;
  readonly incarnation: number | null;
  readonly partition: number;
  readonly offset: bigint;
}

export interface FoundEvent {
  readonly topicId: number;
  readonly at: Coordinates;
  readonly observedDay: Date;
  readonly reading: EventReading;
}

/** One topic name in so many sources and incarnations is looked at. */
const MOST_PLACES = 10;

interface Row extends PackedPlace {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly incarnation: number;
  readonly observed_day: Date;
}

/** The events at this place. Should one stand in two days, the first is the one that counts. */
export async function findEvents(store: Pick<Store, 'pool' | 'prisma'>, place: EventPlace): Promise<FoundEvent[]> {
  const source = place.source === null ? Prisma.sql`true` : Prisma.sql`t.source = ${place.source}`;
  const incarnation = place.incarnation === null ? Prisma.sql`true` : Prisma.sql`t.incarnation = ${place.incarnation}::int`;
  const rows = await store.prisma.$queryRaw<Row[]>`
    SELECT t.id, t.source, t.name, t.incarnation, e.observed_day, e.observed_day::text AS day, e.chunk::text AS pack, e.place
    FROM topic t
    CROSS JOIN LATERAL (
      SELECT observed_day, chunk, place FROM event
      WHERE topic_id = t.id AND partition = ${place.partition}::int AND "offset" = ${place.offset}::bigint
      ORDER BY observed_day LIMIT 1
    ) e
    WHERE t.name = ${place.topic} AND ${source} AND ${incarnation}
    ORDER BY t.incarnation DESC, t.source
    LIMIT ${MOST_PLACES}`;
  const heads = await readHeads(store.pool, rows);
  return rows.flatMap((row, index) => {
    const head = heads[index];
    const at = { source: row.source, topic: row.name, incarnation: row.incarnation, partition: place.partition, offset: place.offset };
    return head ? [{ topicId: row.id, at, observedDay: row.observed_day, reading: decodeReading(head.meta) }] : [];
  });
}
