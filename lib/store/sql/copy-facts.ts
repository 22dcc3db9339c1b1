import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { EventRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';
import type { EventFact, Posting } from '#lib/store/facts.ts';
import { encodeHeaders } from '#lib/store/headers.ts';
import { dayOf } from '#lib/store/partitions.ts';
import { copyRows, type CopyRow } from '#lib/store/sql/copy.ts';

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

const EVENT_COLUMNS = [
  ...['topic_id', 'partition', 'offset', 'observed_day', 'observed_at', 'timestamp', 'timestamp_type'],
  ...['key', 'headers', 'value', 'value_size', 'value_sha256', 'meta'],
];
const TIMESTAMP_TYPE = { none: 0, create: 1, append: 2 } as const;

export function copyEvents(client: pg.PoolClient, events: readonly PlacedEvent[], payloadLimit: number, now: Micros): Promise<number> {
  const day = dayOf(now);
  return copyRows(client, 'event', EVENT_COLUMNS, events, (row, { topicId, partition, offset, fact }) => {
    row.int4(topicId);
    row.int4(partition);
    row.int8(offset);
    row.date(day);
    row.int8(BigInt(now));
    writeTimestamp(row, fact.record.timestamp);
    row.int2(TIMESTAMP_TYPE[fact.record.timestampType]);
    if (fact.record.key === null) row.null();
    else row.bytes(fact.record.key);
    row.bytes(encodeHeaders(fact.record.headers));
    writeValue(row, fact.record, payloadLimit);
    row.bytes(fact.meta);
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

/** The columns value, value_size and value_sha256. Of a masked value size and hash are those of the original, and the hash is a keyed one; the hash stands where the value is cut. */
function writeValue(row: CopyRow, { value, masked }: EventRecord, payloadLimit: number): void {
  if (value === null) {
    row.null();
    row.null();
    row.null();
    return;
  }
  const whole = value.length <= payloadLimit;
  row.bytes(whole ? value : value.subarray(0, payloadLimit));
  const original = masked?.payload ?? null;
  row.int4(original?.size ?? value.length);
  if (whole) row.null();
  else row.bytes(original?.digest ?? createHash('sha256').update(value).digest());
}
