import type { Brand } from '#lib/core/brand.ts';

/** 32 lower-case hex digits, not all zero. */
export type TraceId = Brand<string, 'TraceId'>;
/** 16 lower-case hex digits, not all zero. */
export type SpanId = Brand<string, 'SpanId'>;
/** 16 lower-case hex digits: the hash of the flow's smallest key, so that a flow has the same id whatever the order of arrival. */
export type FlowId = Brand<string, 'FlowId'>;

export function parseTraceId(text: string): TraceId | null {
  const id = text.toLowerCase();
  return /^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id) ? (id as TraceId) : null;
}

/** Whether the text is a trace id in the canonical form. */
export const isTraceId = (text: string): text is TraceId => parseTraceId(text) === text;

export function parseSpanId(text: string): SpanId | null {
  const id = text.toLowerCase();
  return /^[0-9a-f]{16}$/.test(id) && !/^0+$/.test(id) ? (id as SpanId) : null;
}

/** One span of one trace, as a `traceparent`, a link or a parent names it. */
export interface SpanRef {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
}

/** The name of an event, unique for ever: a recreated topic is a new incarnation. */
export interface Coordinates {
  readonly source: string;
  readonly topic: string;
  /** 0 for the topic as first seen, 1 after it was recreated, and so on. */
  readonly incarnation: number;
  readonly partition: number;
  readonly offset: bigint;
}

export const spanRefText = (ref: SpanRef): string => `${ref.traceId}/${ref.spanId}`;

export const coordinatesText = (at: Coordinates): string =>
  `${at.source}/${at.topic}/${at.incarnation}/${at.partition}/${at.offset}`;

const OFFSETS = 2n ** 63n;

/** Offsets are signed integers of 64 bits, from 0 on: a text may hold more. */
export const isOffset = (value: bigint): boolean => value >= 0n && value < OFFSETS;

/** What `coordinatesText` wrote; null where it did not. A source may have a slash in its name, a topic cannot. */
export function parseCoordinates(text: string): Coordinates | null {
  const [, source, topic, incarnation, partition, offset] = /^(.+)\/([^/]+)\/(\d{1,9})\/(\d{1,9})\/(\d{1,19})$/.exec(text) ?? [];
  if (source === undefined || topic === undefined || offset === undefined || !isOffset(BigInt(offset))) return null;
  return { source, topic, incarnation: Number(incarnation), partition: Number(partition), offset: BigInt(offset) };
}
