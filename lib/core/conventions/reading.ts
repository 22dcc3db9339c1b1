/** What the conventions read out of a record. Everything here is computed from the record alone: no clock, no store. */
import type { SpanRef } from '#lib/core/ids.ts';
import type { MaskedPayload } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';

export type KeyKind = 'correlation' | 'trace' | 'message' | 'business';

/** A value that names records. */
export interface Key {
  readonly kind: KeyKind;
  /** The name of a business key: `orderId`. */
  readonly name?: string;
  /** As people write it. */
  readonly value: string;
  /** Where it was read: a header's name, a payload pointer (`/data/orderId`), a span attribute. */
  readonly from: string;
  /**
   * The text that two records must share to belong together because of this key; null where the key only finds.
   * Written by `joinText`: kind and scope are part of it, so that a trace id never meets a correlation id.
   */
  readonly join: string | null;
}

export interface EventReading {
  readonly keys: readonly Key[];
  readonly type: string | null;
  readonly messageId: string | null;
  /** The span that sent it, and the header that says so. `spanId` null where only a trace is named. */
  readonly trace: {
    /** 32 hex digits, or the id as it is where a tracer's ids are others (SkyWalking's). */
    readonly traceId: string;
    readonly ref: SpanRef | null;
    readonly sampled: boolean | null;
    readonly from: string;
    /** `tracestate` as it was written, where there is one. */
    readonly state?: string;
  } | null;
  /** The senders of the hops before, where the message was passed on with its headers; the latest first. Absent where there are none. */
  readonly earlierTraces?: readonly { readonly traceId: string; readonly ref: SpanRef | null }[];
  /** Join texts of the messages that caused this one (causation ids). */
  readonly causes: readonly string[];
  readonly eventTime: Micros | null;
  readonly sequence: string | null;
  readonly contentType: string | null;
  /** 1 where nothing says otherwise. */
  readonly attempt: number;
  /** A retry is not to be handled before this. Absent where nothing says so. */
  readonly dueAt?: Micros;
  /** The topic's role, by its name and the headers. */
  readonly role: 'normal' | 'retry' | 'dead-letter';
  /** Where a dead letter or a retried message came from, and what failed, as the headers tell. */
  readonly failure: {
    readonly origin: { readonly topic: string; readonly partition: number | null; readonly offset: bigint | null; readonly group: string | null } | null;
    readonly type: string | null;
    readonly message: string | null;
    /** Whose headers tell it. */
    readonly framework?: string;
    readonly failedAt?: Micros;
    /** What failed before, where headers repeat: the first attempt first, without the latest. Absent where there is nothing. */
    readonly history?: readonly { readonly type: string | null; readonly message: string | null }[];
  } | null;
  /** Only on what a replay wrote: the replay, and the dead letter that it sent back, as `coordinatesText` writes it. */
  readonly replay?: { readonly id: string; readonly of: string | null };
  /** What was malformed and therefore taken as absent, in plain words. */
  readonly notes: readonly string[];
  /** What was masked before it was stored; absent where nothing was. */
  readonly masking?: {
    /** `kept`: bytes of the masked value, before it was cut to a preview. `digest`: keyed hash of the value as the broker holds it, in hex. */
    readonly payload: { readonly state: MaskedPayload['state']; readonly kept: number; readonly digest: string; readonly rules: readonly string[] } | null;
    readonly rules: readonly string[];
  };
}

/** The message that a span or one of its links names. */
export interface MessageRef {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

export interface SpanReading {
  /** Correlation ids, and message ids where the span handled one message. */
  readonly keys: readonly Key[];
  readonly operation: 'create' | 'send' | 'receive' | 'process' | 'settle' | null;
  readonly topic: string | null;
  readonly group: string | null;
  /** Type of the event that it handled. */
  readonly type: string | null;
  readonly clientId: string | null;
  /** Raw key of the message, as text. */
  readonly messageKey: string | null;
  /** Of the message's value, in bytes. */
  readonly bodySize: number | null;
  /** How many messages it says that it was about; null where it does not say. */
  readonly batchSize: number | null;
  /** The message that the span itself names by its coordinates. */
  readonly message: MessageRef | null;
  /** The messages that its links name, by index of the link. */
  readonly linkMessages: readonly (MessageRef | null)[];
}
