import type { EventReading, SpanReading } from '#lib/core/conventions/reading.ts';
import { hashKey, messageKey, PostingRole, traceKey } from '#lib/core/flows/keys.ts';
import { namedTraces } from '#lib/core/flows/named-traces.ts';
import { originOf, replayedOf } from '#lib/core/flows/origins.ts';
import type { SpanRecord } from '#lib/core/record.ts';

export interface KeyPosting {
  readonly hash: bigint;
  readonly role: number;
}

/** Under which keys an event is found: each once for each role. */
export function eventPostings(reading: EventReading): KeyPosting[] {
  const postings = new Postings();
  for (const key of reading.keys) {
    if (key.join !== null && key.kind !== 'trace') postings.add(key.join, PostingRole.eventNames);
  }
  for (const { traceId } of namedTraces(reading)) postings.add(traceKey(traceId), PostingRole.sentBy);
  for (const cause of reading.causes) postings.add(cause, PostingRole.causedBy);
  const origin = originOf(reading);
  if (origin !== null) postings.add(messageKey(origin), PostingRole.copyOf);
  const replayed = replayedOf(reading);
  if (replayed !== null) postings.add(replayed.key, PostingRole.eventNames);
  return postings.list;
}

/** Under which keys a trace is found because of these spans of it. Its own id needs no posting: chunks are stored under it. */
export function tracePostings(spans: readonly SpanRecord[], readings: readonly SpanReading[]): KeyPosting[] {
  const postings = new Postings();
  spans.forEach((span, index) => {
    const reading = readings[index];
    for (const key of reading?.keys ?? []) if (key.join !== null) postings.add(key.join, PostingRole.traceNames);
    for (const message of [reading?.message, ...(reading?.linkMessages ?? [])]) {
      if (message) postings.add(messageKey(message), PostingRole.handled);
    }
    for (const link of span.links) {
      if (link.traceId !== span.traceId) postings.add(traceKey(link.traceId), PostingRole.linksTo);
    }
  });
  return postings.list;
}

class Postings {
  readonly list: KeyPosting[] = [];
  readonly #seen = new Set<string>();

  add(text: string, role: number): void {
    const name = `${role} ${text}`;
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    this.list.push({ hash: hashKey(text), role });
  }
}
