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
