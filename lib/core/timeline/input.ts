/**
 * What the picture is drawn from: the part of the wire's FlowDetail that matters here, by structure,
 * so that this room depends on no contract.
 */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

export interface CoordinatesInput {
  readonly source: string;
  readonly topic: string;
  readonly incarnation: number;
  readonly partition: number;
  readonly offset: string;
}
export interface SpanRefInput {
  readonly traceId: string;
  readonly spanId: string;
}
export type RefInput = { readonly event: CoordinatesInput } | { readonly span: SpanRefInput };

export interface DeliveryInput {
  readonly group: string | null;
  readonly service: string | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Never negative. */
  readonly waitMs: number | null;
  /** Why the wait is not known, where clocks are: by how much the reader's is ahead. */
  readonly skewMs: number | null;
  readonly outcome: 'ok' | 'error' | 'unknown';
  readonly attempt: number;
  readonly evidence: string;
  /** Of a reader that only commits tell of: when it had not read the message yet. */
  readonly notBefore?: string | undefined;
}

export interface EventInput {
  readonly coordinates: CoordinatesInput;
  /** The message id. */
  readonly id: string | null;
  readonly type: string | null;
  readonly key: string | null;
  /** How many bytes the key has, where only its beginning is told. */
  readonly keyBytes?: number | undefined;
  readonly timestamp: string | null;
  readonly timestampType: 'create' | 'append' | 'none';
  readonly observedAt: string;
  readonly eventTime: string | null;
  readonly size: number | null;
  readonly attempt: number;
  readonly sharedWith: number;
  readonly producer: { readonly service: string | null; readonly traceId: string; readonly spanId: string } | null;
  readonly deliveries: readonly DeliveryInput[];
  readonly role: 'normal' | 'retry' | 'dead-letter';
  readonly deadLetterId: string | null;
  readonly replayId: string | null;
  /** Records that it led to and that are not shown. */
  readonly effectsLeftOut?: number | undefined;
}

export interface SpanInput {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly service: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly startedAt: string;
  readonly durationMs: number;
  readonly status: 'unset' | 'ok' | 'error';
  readonly statusMessage: string;
  readonly sharedWith: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly at: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly links: readonly SpanRefInput[];
  /** Links that its SDK dropped. */
  readonly droppedLinks: number;
  /** Those of the flow that link to it. */
  readonly linkedFrom: readonly SpanRefInput[];
  /** Records that it led to and that are not shown. */
  readonly effectsLeftOut?: number | undefined;
}

export type HopKindInput = 'call' | 'publish' | 'deliver' | 'cause' | 'retry' | 'dead-letter' | 'replay' | 'follows';

export interface HopInput {
  readonly from: RefInput;
  readonly to: RefInput;
  readonly kind: HopKindInput;
  readonly evidence: string;
  readonly waitMs: number | null;
}

export interface FlowInput {
  readonly flow: {
    readonly kind: string;
    readonly status: 'failed' | 'stalled' | 'compensated' | 'completed' | 'in-flight';
    readonly startedAt: string;
    readonly lastActivityAt: string;
    readonly durationMs: number;
  };
  readonly events: readonly EventInput[];
  readonly spans: readonly SpanInput[];
  readonly hops: readonly HopInput[];
  readonly criticalPath: readonly RefInput[];
  /** By how much clocks are ahead, as estimated. */
  readonly clocks: readonly { readonly service: string; readonly offsetMs: number }[];
  readonly expected: readonly ExpectedInput[];
}

/** A step that usually comes and has not, and why. */
export interface ExpectedInput {
  readonly after: RefInput;
  readonly step: { readonly type: string | null; readonly topic: string; readonly service: string | null };
  readonly usuallyMs: number;
  /** 0 while it is not late. */
  readonly overdueMs: number;
  readonly why: 'not-consumed' | 'nothing-followed' | 'dead-lettered' | 'not-observed';
  readonly ahead?: string | undefined;
  readonly group?: string | undefined;
}

/** The same few names stand in thousands of coordinates. */
const encoded = new Map<string, string>();
const MOST_ENCODED = 1_000;

function part(text: string): string {
  const known = encoded.get(text);
  if (known !== undefined) return known;
  const made = encodedPart(text);
  if (encoded.size < MOST_ENCODED) encoded.set(text, made);
  return made;
}

export const eventId = (at: CoordinatesInput): string => `e:${part(at.source)}/${part(at.topic)}/${at.incarnation}/${at.partition}/${at.offset}`;
export const spanId = (ref: SpanRefInput): string => `s:${ref.traceId}/${ref.spanId}`;

/** The one text that names a record in the picture and in the address (`?record=`). */
export const refId = (ref: RefInput): string => ('event' in ref ? eventId(ref.event) : spanId(ref.span));

/** RFC 3339 with up to six decimals; null for what is no time. `Date` keeps milliseconds only, so the rest is read beside it. */
export function timeOf(text: string): Micros | null {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) return null;
  const point = text.lastIndexOf('.');
  if (point === -1) return brand<Micros>(millis * 1000);
  const below = /^\d{1,3}/.exec(text.slice(point + 4, point + 7))?.[0] ?? '';
  return brand<Micros>(millis * 1000 + Number(below.padEnd(3, '0')));
}

export const durationOf = (millis: number): number => Math.max(0, Math.round(millis * 1000));
