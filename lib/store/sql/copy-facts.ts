import type pg from 'pg';
import type { EventRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import { bodyOf, chunkSize, encodeEvents, type EventBody } from '#lib/store/event-chunk.ts';
import type { EventFact, Posting } from '#lib/store/facts.ts';
import { dayOf } from '#lib/store/partitions.ts';
import { copyRows, type CopyRow } from '#lib/store/sql/copy.ts';
import { takeIds } from '#lib/store/sql/take-ids.ts';

/** An event with the coordinates under which it is stored. */
export interface PlacedEvent {
  readonly topicId: number;
  readonly partition: number;
  readonly offset: bigint;
  readonly fact: EventFact;
}

export interface PlacedPosting extends Posting {
  /** A uuid. */
  readonly ref: string;
}

const EVENT_COLUMNS = ['offset', 'observed_at', 'timestamp', 'chunk', 'topic_id', 'partition', 'observed_day', 'value_size', 'place', 'timestamp_type'];
const TIMESTAMP_TYPE = { none: 0, create: 1, append: 2 } as const;

/** Rows of events, and before them the chunks that hold their bodies. */
export async function copyEvents(client: pg.PoolClient, events: readonly PlacedEvent[], payloadLimit: number, now: Micros): Promise<void> {
  const day = dayOf(now);
  const bodies = events.map(({ fact: { record, meta } }) => bodyOf(record, meta, payloadLimit));
  const chunks: EventBody[][] = [];
  for (let from = 0; from < bodies.length; from += chunks.at(-1)?.length ?? 1) chunks.push(bodies.slice(from, from + chunkSize(bodies, from)));
  const ids = await takeIds(client, 'event_chunk_id', chunks.length);
  await copyRows(client, 'event_chunk', ['id', 'observed_day', 'heads', 'values'], chunks.entries(), (row, [index, chunk]) => {
    const { heads, values } = encodeEvents(chunk);
    row.int8(ids[index] ?? 0n);
    row.date(day);
    row.bytes(heads);
    row.bytes(values);
  });
  const places = chunks.flatMap((chunk, index) => chunk.map((_body, place) => ({ chunk: ids[index] ?? 0n, place })));
  await copyRows(client, 'event', EVENT_COLUMNS, events.entries(), (row, [index, { topicId, partition, offset, fact: { record } }]) => {
    row.int8(offset);
    row.int8(BigInt(now));
    writeTimestamp(row, record.timestamp);
    row.int8(places[index]?.chunk ?? 0n);
    row.int4(topicId);
    row.int4(partition);
    row.date(day);
    const size = sizeOf(record);
    if (size === null) row.null();
    else row.int4(size);
    row.int2(places[index]?.place ?? 0);
    row.int2(TIMESTAMP_TYPE[record.timestampType]);
  });
}

export function copyPostings(client: pg.PoolClient, postings: readonly PlacedPosting[], now: Micros): Promise<number> {
  const day = dayOf(now);
  return copyRows(client, 'key_posting', ['hash', 'role', 'ref', 'observed_day'], postings, (row, { hash, role, ref }) => {
    row.int8(hash);
    row.int2(role);
    row.uuid(ref);
    row.date(day);
  });
}

/** A producer can write any 64 bits as milliseconds; what is beyond an exact microsecond is the last that there is. */
function writeTimestamp(row: CopyRow, timestamp: EventRecord['timestamp']): void {
  if (timestamp === null || Number.isNaN(timestamp)) return row.null();
  const { MAX_SAFE_INTEGER } = Number;
  row.int8(BigInt(Math.trunc(Math.min(Math.max(timestamp, -MAX_SAFE_INTEGER), MAX_SAFE_INTEGER))));
}

/** Of a masked value that of the original; null for a tombstone. */
const sizeOf = ({ value, masked }: EventRecord): number | null => (value === null ? null : (masked?.payload?.size ?? value.length));
