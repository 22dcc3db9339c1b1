/**
 * The two kinds of record, as a source hands them over: nothing derived, nothing lost.
 * What is read out of them (keys, types, times) is in `lib/core/conventions`.
 */
import type { Coordinates, SpanId, TraceId } from '#lib/core/ids.ts';
import type { Micros, NanosText } from '#lib/core/time.ts';

/** Names may repeat and differ in case; order is kept. A value may be null, and may be any bytes. */
export interface Header {
  readonly name: string;
  readonly value: Uint8Array | null;
}

/** One message as a broker holds it. `value` null is a tombstone. */
export interface EventRecord {
  readonly at: Coordinates;
  /** What the broker says; null where it says nothing (Kafka's -1). */
  readonly timestamp: Micros | null;
  /** `create`: the producer's clock; `append`: the broker's; `none`: there is no timestamp. */
  readonly timestampType: 'create' | 'append' | 'none';
  readonly key: Uint8Array | null;
  readonly headers: readonly Header[];
  readonly value: Uint8Array | null;
  /** Set where masking replaced something in it. */
  readonly masked?: MaskedEvent;
}

/** What masking did to an event before it was handed to the store; lib/core/masking. */
export interface MaskedEvent {
  /** Null where the payload is as it was. */
  readonly payload: MaskedPayload | null;
  /** What hit its key and headers, in words. */
  readonly rules: readonly string[];
}

export interface MaskedPayload {
  /** `off`: none of it may be kept; `unreadable`: neither, since what is in it could not be told. */
  readonly state: 'masked' | 'off' | 'unreadable';
  /** Of the value as the broker holds it, in bytes. */
  readonly size: number;
  /** Keyed hash of the value as the broker holds it: its SHA-256 would let small ones be guessed. 32 bytes. */
  readonly digest: Uint8Array;
  readonly rules: readonly string[];
}

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** OTLP's AnyValue in JSON: 64-bit integers beyond 2^53 are `{int}` with their digits, bytes are `{bytes}` in base64. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | { readonly int: string }
  | { readonly bytes: string }
  | { readonly map: Attributes }
  | readonly AttributeValue[];

export interface Attributes {
  readonly [name: string]: AttributeValue;
}

export interface SpanLink {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly attributes: Attributes;
}

export interface SpanEvent {
  readonly name: string;
  readonly timeNanos: NanosText;
  readonly attributes: Attributes;
}

/** One OpenTelemetry span. `resource` is shared between the spans of one export; do not copy it. */
export interface SpanRecord {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startNanos: NanosText;
  readonly endNanos: NanosText;
  readonly status: 'unset' | 'ok' | 'error';
  readonly statusMessage: string;
  readonly traceState: string;
  /** W3C trace flags; bit 0 is `sampled`. */
  readonly flags: number;
  /** `service.name` of the resource; `unknown_service` where there is none. */
  readonly service: string;
  readonly resource: Attributes;
  /** Instrumentation scope, as `name@version` or `name`. */
  readonly scope: string;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  /** Links the SDK dropped (most stop at 128). */
  readonly droppedLinks: number;
}
