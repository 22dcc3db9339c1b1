/** Which message a dead letter was, and how that is known. */
import { createHash } from 'node:crypto';
import { originOf } from '#lib/core/flows/origins.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { OriginEvidence } from '#lib/core/dead-letters/states.ts';
import { coordinatesText, type Coordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';

/** A message of the same flow, or the dead letter itself. */
export interface OriginCandidate {
  readonly at: Coordinates;
  readonly timestamp: Micros | null;
  readonly observedAt: Micros;
  readonly reading: Pick<EventReading, 'role' | 'messageId' | 'failure' | 'replay'>;
  readonly key: Uint8Array | null;
  /** SHA-256 or keyed hash of the whole value, in hex: equal values of one store have equal digests. Null for a tombstone. */
  readonly valueDigest: string | null;
}

export interface Origin {
  readonly topic: string;
  readonly partition: number | null;
  readonly offset: bigint | null;
  /** Of the message that is meant, where it is kept here. */
  readonly incarnation: number | null;
  readonly group: string | null;
  readonly evidence: OriginEvidence;
}

/** Where clocks of brokers' clients differ. */
const CLOCK_TOLERANCE_MICROS = 300_000_000;

/**
 * By the headers; where they are silent by what came before it in its flow, on another topic of its cluster: the message of its id, else the one of
 * its key and payload. What is found must be one message: of copies on several topics the first one written, which is where the others came from.
 * Null where nothing tells. Headers that name a topic alone are filled up where what they leave out is found so.
 */
export function findOrigin(letter: OriginCandidate, flow: readonly OriginCandidate[]): Origin | null {
  const told = letter.reading.failure?.origin ?? null;
  const exact = originOf(letter.reading);
  if (told !== null && exact !== null) {
    const meant = lastBefore(flow.filter(({ at }) => at.source === letter.at.source && at.topic === exact.topic && at.partition === exact.partition && at.offset === exact.offset), letter);
    return { topic: exact.topic, partition: exact.partition, offset: exact.offset, incarnation: meant?.at.incarnation ?? null, group: told.group, evidence: 'headers' };
  }
  const found = byIdOrPayload(letter, flow, told?.topic ?? null);
  if (found === null) return told === null ? null : { topic: told.topic, partition: told.partition, offset: told.offset, incarnation: null, group: told.group, evidence: 'headers' };
  const { topic, partition, offset, incarnation } = found.event.at;
  return { topic, partition, offset, incarnation, group: told?.group ?? null, evidence: found.evidence };
}

function byIdOrPayload(letter: OriginCandidate, flow: readonly OriginCandidate[], topic: string | null): { readonly event: OriginCandidate; readonly evidence: OriginEvidence } | null {
  const before = flow.filter((event) => canBeOrigin(event, letter) && (topic === null || event.at.topic === topic));
  const sameId = letter.reading.messageId === null ? [] : before.filter(({ reading }) => reading.messageId === letter.reading.messageId);
  if (sameId.length > 0) return { event: first(sameId), evidence: 'message-id' };
  // An empty payload is equal to too much.
  if (letter.valueDigest === null || letter.valueDigest === EMPTY_SHA256) return null;
  const samePayload = before.filter((event) => event.valueDigest === letter.valueDigest && sameBytes(event.key, letter.key));
  return samePayload.length === 0 ? null : { event: first(samePayload), evidence: 'payload-hash' };
}

function canBeOrigin(event: OriginCandidate, letter: OriginCandidate): boolean {
  return event.at.source === letter.at.source && event.at.topic !== letter.at.topic && event.reading.role === 'normal' && event.reading.replay === undefined && timeOf(event) <= timeOf(letter) + CLOCK_TOLERANCE_MICROS;
}

function lastBefore(events: readonly OriginCandidate[], letter: OriginCandidate): OriginCandidate | undefined {
  const ordered = events.toSorted(byTime);
  return ordered.findLast((event) => timeOf(event) <= timeOf(letter) + CLOCK_TOLERANCE_MICROS) ?? ordered[0];
}

const first = (events: readonly OriginCandidate[]): OriginCandidate => events.reduce((earliest, event) => (byTime(event, earliest) < 0 ? event : earliest));
const timeOf = (event: OriginCandidate): number => event.timestamp ?? event.observedAt;
/** The same from any order of arrival. */
const byTime = (a: OriginCandidate, b: OriginCandidate): number => timeOf(a) - timeOf(b) || (coordinatesText(a.at) < coordinatesText(b.at) ? -1 : 1);
const sameBytes = (a: Uint8Array | null, b: Uint8Array | null): boolean => (a === null || b === null ? a === b : Buffer.compare(a, b) === 0);
const EMPTY_SHA256 = createHash('sha256').digest('hex');
