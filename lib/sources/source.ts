/**
 * A source reads one broker cluster or receives from the network, and hands records to the sink.
 * It acknowledges (commits an offset, answers a request) only after the sink has said that the records are durable.
 */
import type { Held } from '#lib/core/quarantine/held.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A part of one partition, read from `from` up to but without `to`. Offsets without a record (markers, compaction) are gaps, and normal. */
export interface PartitionSlice extends TopicPartition {
  readonly incarnation: number;
  /** The stored position this slice starts at; the append is refused when it has moved meanwhile. */
  readonly from: bigint;
  readonly to: bigint;
  readonly events: readonly EventRecord[];
  /** The last of its messages that is not among the events although it is one: it could not be read, or holds spans. Absent where there is none. */
  readonly leftOut?: bigint;
}

/** Bytes that could not be read, kept with the reason so that a person can look and reprocess. */
export interface Quarantined {
  readonly source: string;
  /** Where it came from: `orders/0/17`, `POST /v1/traces`. */
  readonly origin: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
  /** What the bytes are. Absent where nothing could read them again. */
  readonly held?: Held;
}

/** A CloudEvent taken over HTTP: the store gives it its offset, and keeps the same `identity` once. */
export interface PushedEvent {
  /** `source` and `id` of the CloudEvent, joined by a space. */
  readonly identity: string;
  /** `at.offset` is ignored. */
  readonly event: EventRecord;
}

export interface SourceBatch {
  readonly source: string;
  readonly slices?: readonly PartitionSlice[];
  readonly pushed?: readonly PushedEvent[];
  readonly spans?: readonly SpanRecord[];
  readonly quarantined?: readonly Quarantined[];
}

export interface Appended {
  readonly events: number;
  readonly spans: number;
  readonly duplicates: number;
  readonly quarantined: number;
}

export interface Position {
  readonly incarnation: number;
  /** Null where nothing was stored yet. */
  readonly next: bigint | null;
}

/** Where a partition begins to be read. */
export interface Start extends TopicPartition {
  readonly incarnation: number;
  readonly next: bigint;
}

/** Where records go. Every promise resolves only when the facts are durable. */
export interface Sink {
  /** The stored position of each partition, in the order asked. `topicIds` (Kafka's topic ids, by name) start a new incarnation where one changed. */
  positions(source: string, partitions: readonly TopicPartition[], topicIds?: ReadonlyMap<string, string>): Promise<readonly Position[]>;
  /** Says where a partition without a position starts; does nothing where it has one. */
  startAt(source: string, partition: TopicPartition, incarnation: number, next: bigint): Promise<void>;
  /** Says where all of a source start of which nothing is stored yet, at once; does nothing where any of it has a position. */
  startAllAt(source: string, starts: readonly Start[]): Promise<void>;
  /**
   * The topic was recreated (its end fell below the stored position): starts a new incarnation and returns it. `incarnation` is the one
   * that the caller read: when another process noticed first, nothing new is started.
   */
  recreated(source: string, topic: string, incarnation: number): Promise<number>;
  /**
   * Appends everything in one transaction, or, where a record cannot be stored, the others in a few, and it in quarantine.
   * Throws `SourceError` `position-moved` when another process advanced a partition (read the positions again),
   * `unavailable` when the database cannot be written now (the same batch may be tried again), `overloaded` when too much is waiting.
   */
  append(batch: SourceBatch): Promise<Appended>;
}

export type SourceErrorCode = 'position-moved' | 'unavailable' | 'overloaded';

export class SourceError extends Error {
  readonly code: SourceErrorCode;
  /** For `unavailable` and `overloaded`: when it is worth trying again, in milliseconds. */
  readonly retryAfterMs: number;
  constructor(code: SourceErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.name = 'SourceError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? 1000;
  }
}

export interface SourceStatus {
  readonly name: string;
  readonly status: 'ok' | 'starting' | 'degraded' | 'down' | 'off';
  /** Messages that Throughline itself has still to read; null where it is not known. */
  readonly lagMessages: bigint | null;
  /** Since when nothing could be read, as milliseconds of the epoch. */
  readonly staleSince: number | null;
  readonly error: string | null;
}

export interface Source {
  readonly name: string;
  /** Resolves when reading began, or when it is clear that it will be retried in the background; never because a peer is away. Throws only on settings that can never work. */
  start(): Promise<void>;
  /** Stops reading, waits for what is under way to be durable, acknowledges it. */
  stop(): Promise<void>;
  status(): SourceStatus;
}
