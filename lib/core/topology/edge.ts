/** What runs between services and topics, as the records of flows tell it. */
import { hashKey } from '#lib/core/flows/keys.ts';

export type EdgeKind = 'produces' | 'consumes' | 'calls' | 'dead-letters';

export type Place =
  | { readonly kind: 'service'; readonly name: string }
  /** `source` null where only a span names the topic: spans do not say which cluster they mean. */
  | { readonly kind: 'topic'; readonly source: string | null; readonly name: string }
  | { readonly kind: 'group'; readonly source: string; readonly name: string };

/**
 * `message`: the broker's own message, and for its reader a span that was handed it. `span`: a span alone says so, and the message was not seen;
 * `poll`: so does a span that only fetched. `headers`: what a retry or a dead letter tells of itself. `commit`: committed offsets alone.
 */
export type EdgeEvidence = 'message' | 'span' | 'poll' | 'headers' | 'commit';

/** Which edge is meant. `from` null where nobody says who wrote a message. */
export interface EdgeName {
  readonly kind: EdgeKind;
  readonly from: Place | null;
  readonly to: Place;
  readonly evidence: EdgeEvidence;
  /** The consumer group, where the reader's span names it. */
  readonly group: string | null;
  /** Of the messages, by their topic's name and their headers. */
  readonly role: 'normal' | 'retry' | 'dead-letter';
}

/** What one minute of one edge counts, each as a number beside its measure: a sparse vector of counters, so that it can be added and taken away again. */
export interface EdgeCount {
  readonly edge: EdgeName;
  /** Since the epoch. */
  readonly minute: number;
  readonly measure: number;
  readonly n: number;
}

export const Measure = {
  /** Messages, or calls. */
  count: 0,
  errors: 1,
  /** From here on one for each bucket of how long it took along the edge: a call, a send, or the wait of a message in its topic. */
  latency: 256,
  /** The same for how long the reader worked on a message. */
  work: 512,
} as const;

/** The same text for the same edge, wherever it is made. */
export const edgeText = ({ kind, from, to, evidence, group, role }: EdgeName): string => JSON.stringify([kind, from === null ? null : placeId(from), placeId(to), evidence, group, role]);

/** Names the edge in the store: made of its name alone, so that a rebuild gives the same. */
export const edgeId = (edge: EdgeName): bigint => hashKey(`edge ${edgeText(edge)}`);

/** A source may have a slash in its name, a topic cannot. */
export const placeId = (place: Place): string => (place.kind === 'service' ? `service:${place.name}` : `${place.kind}:${place.source ?? ''}/${place.name}`);
