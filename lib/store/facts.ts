/** What one transaction appends: records with what was read out of them, ready to be written. */
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import type { Quarantined } from '#lib/sources/source.ts';

export interface Posting {
  /** Signed 64 bits of the key's SHA-256, see lib/core/flows/keys.ts */
  readonly hash: bigint;
  /** `PostingRole` of lib/core/flows/keys.ts */
  readonly role: number;
}

export interface EventFact {
  readonly record: EventRecord;
  /** The encoded reading: JSON text as UTF-8. */
  readonly meta: Uint8Array;
  /** As it was read, to be counted by. */
  readonly type: EventReading['type'];
  readonly role: EventReading['role'];
  readonly postings: readonly Posting[];
}

/** The spans of one trace in one batch. */
export interface ChunkFact {
  readonly traceId: string;
  readonly spans: readonly SpanRecord[];
  readonly postings: readonly Posting[];
}

export interface SliceFact {
  readonly topic: string;
  readonly incarnation: number;
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
  readonly events: readonly EventFact[];
  /** See `PartitionSlice`. */
  readonly leftOut?: bigint;
}

export interface PushedFact {
  readonly identity: string;
  readonly event: EventFact;
}

export interface FactBatch {
  readonly source: string;
  readonly slices: readonly SliceFact[];
  readonly pushed: readonly PushedFact[];
  readonly chunks: readonly ChunkFact[];
  readonly quarantined: readonly Quarantined[];
}
