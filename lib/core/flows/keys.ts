/**
 * Join texts, their hashes and what a posting says.
 * The text of a key begins with a letter for its kind, so that a trace id never meets a correlation id:
 * `b:` business, `c:` correlation, `m:` message, `r:` one event, `s:` one segment of a trace, `t:` a trace, `@` a message as spans name it.
 */
import { hash as digest } from 'node:crypto';
import { brand } from '#lib/core/brand.ts';
import type { MessageRef } from '#lib/core/conventions/reading.ts';
import { coordinatesText, type Coordinates, type FlowId } from '#lib/core/ids.ts';

/** Why a record is found under a key; it also says whether the record is an event or a trace. */
export const PostingRole = {
  /** An event carries the key. */
  eventNames: 1,
  /** A span of the trace carries the key. */
  traceNames: 6,
  /** An event was sent by a span of the trace. */
  sentBy: 2,
  /** A trace holds a link to a span of the trace. */
  linksTo: 3,
  /** An event was caused by the message. */
  causedBy: 4,
  /** A span of the trace handled the message at these coordinates. */
  handled: 5,
  /** An event is a copy of the message at these coordinates: a retry or a dead letter that says where it came from. */
  copyOf: 7,
} as const;

/** Whether postings of the role point at traces; else at events. */
export const isTraceRole = (role: number): boolean => TRACE_ROLES.includes(role);
export const TRACE_ROLES: readonly number[] = [PostingRole.traceNames, PostingRole.linksTo, PostingRole.handled];

export const traceKey = (traceId: string): string => `t:${traceId}`;
/** Names what holds spans of a trace, where the trace's own key names too much. */
export const traceSpansKey = (traceId: string): string => `s:${traceId}`;
export const segmentKey = (traceId: string, segment: string): string => `s:${traceId}/${segment}`;
export const eventKey = (at: Coordinates): string => `r:${coordinatesText(at)}`;
/** Spans do not say which cluster or incarnation they mean. */
export const messageKey = (message: Pick<MessageRef, 'topic' | 'partition' | 'offset'>): string =>
  `@${message.topic}/${message.partition}/${message.offset}`;

/** Of which kind a correlation id or business key is: one action has one value of each kind. */
export const keyScope = (text: string): string => text.slice(0, text.startsWith('b:') ? text.indexOf('=') : 2);

/**
 * The first 64 bits of the SHA-256 of a join text, signed as PostgreSQL's bigint is. Texts are compared wherever a join depends on it.
 * By way of one character for each byte, since a buffer for each text takes longer than to hash; so would remembering them.
 */
export function hashKey(text: string): bigint {
  const bytes = digest('sha256', text, 'binary');
  for (let at = 0; at < 8; at += 1) FIRST_BYTES.setUint8(at, bytes.charCodeAt(at));
  return FIRST_BYTES.getBigInt64(0);
}

const FIRST_BYTES = new DataView(new ArrayBuffer(8));

/** A flow's id is the hash of its smallest key: the same from any order of arrival, and still found when a smaller key comes. */
export function flowIdFromKey(text: string): FlowId {
  return brand<FlowId>(digest('sha256', text).slice(0, 16));
}

/** The hash that a flow id stands for; null where the text is no flow id. */
export function hashFromFlowId(text: string): bigint | null {
  return /^[0-9a-f]{16}$/.test(text) ? BigInt.asIntN(64, BigInt(`0x${text}`)) : null;
}
