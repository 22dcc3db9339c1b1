import { brand } from '#lib/core/brand.ts';
import { decodeReading } from '#lib/core/conventions/reading-json.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { Coordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { BODY_PLACE, readHeads } from '#lib/store/event-bodies.ts';
import type { PackedPlace } from '#lib/store/packed-places.ts';
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
  /** Of the topic, where the broker told it. */
  readonly kafkaId: string | null;
  readonly at: Coordinates;
  readonly observedAt: Micros;
  readonly timestamp: Micros | null;
  /** See `event.timestamp_type`. */
  readonly timestampType: number;
  /** Of the whole value, in bytes; null for a tombstone. */
  readonly valueSize: number | null;
  readonly reading: EventReading;
  /** Where its body is. */
  readonly place: PackedPlace;
}

/** One topic name in so many sources and incarnations is looked at. */
const MOST_PLACES = 10;

interface Row extends PackedPlace {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly incarnation: number;
  readonly kafka_id: string | null;
  readonly observed_at: string;
  readonly timestamp: string | null;
  readonly timestamp_type: number;
  readonly value_size: number | null;
}

/** The events at this place. Should one stand in two days, the first is the one that counts. */
export async function findEvents({ pool }: Pick<Store, 'pool'>, place: EventPlace): Promise<FoundEvent[]> {
  const { rows } = await pool.query<Row>({
    name: 'find-events',
    text: `SELECT t.id, t.source, t.name, t.incarnation, t.kafka_id, e.*
             FROM topic t
            CROSS JOIN LATERAL (
              SELECT observed_at, timestamp, timestamp_type, value_size, ${BODY_PLACE} FROM event
               WHERE topic_id = t.id AND partition = $4 AND "offset" = $5
               ORDER BY observed_day LIMIT 1
            ) e
            WHERE t.name = $1 AND ($2::text IS NULL OR t.source = $2) AND ($3::int IS NULL OR t.incarnation = $3)
            ORDER BY t.incarnation DESC, t.source
            LIMIT ${MOST_PLACES}`,
    values: [place.topic, place.source, place.incarnation, place.partition, place.offset.toString()],
  });
  const heads = await readHeads(pool, rows);
  return rows.flatMap((row, index): FoundEvent[] => {
    const head = heads[index];
    if (!head) return [];
    return [{
      topicId: row.id,
      kafkaId: row.kafka_id,
      at: { source: row.source, topic: row.name, incarnation: row.incarnation, partition: place.partition, offset: place.offset },
      observedAt: brand<Micros>(Number(row.observed_at)),
      timestamp: row.timestamp === null ? null : brand<Micros>(Number(row.timestamp)),
      timestampType: row.timestamp_type,
      valueSize: row.value_size,
      reading: decodeReading(head.meta),
      place: { pack: row.pack, place: row.place, day: row.day },
    }];
  });
}
