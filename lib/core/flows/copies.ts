/** Which message a retry, a dead letter or a replay is a copy of. */
import { append } from '#lib/core/append.ts';
import { messageKey } from '#lib/core/flows/keys.ts';
import { recordId, startOf, type FlowRecords } from '#lib/core/flows/records.ts';
import type { Evidence } from '#lib/core/flows/vocabulary.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { coordinatesText, spanRefText } from '#lib/core/ids.ts';

export interface CopiedFrom {
  /** The message itself, or the copy of it that was made last before this one. */
  readonly event: KnownEvent;
  readonly kind: 'retry' | 'dead-letter' | 'replay';
  readonly evidence: Evidence;
}

export interface Copies {
  from(event: KnownEvent): CopiedFrom | undefined;
  /** Whether its trace context was copied with the headers of another message: the span that it names did not send it. */
  hasForeignTrace(event: KnownEvent): boolean;
}

/** Of most flows. */
const NONE: Copies = { from: () => undefined, hasForeignTrace: () => false };

/**
 * Headers of a retry topic's messages go on naming the main topic (Spring's `kafka_original-*`), so of all copies of one message
 * the last one written before is what was retried or given up. One message may fail in several groups, each with copies of its own.
 */
export function findCopies({ events }: FlowRecords): Copies {
  const copied = events.filter(({ reading: { role, replay } }) => role !== 'normal' || replay?.of != null);
  if (copied.length === 0) return NONE;
  const byCoordinates = new Map(events.map((event) => [coordinatesText(event.at), event]));
  const families = new Families(events);
  const found = new Map<KnownEvent, CopiedFrom>();
  for (const event of copied) {
    const { replay, role } = event.reading;
    const replayed = replay?.of == null ? undefined : byCoordinates.get(replay.of);
    if (replayed !== undefined && replayed !== event) found.set(event, { event: replayed, kind: 'replay', evidence: 'replay-headers' });
    else if (role !== 'normal') {
      const origin = families.before(event);
      if (origin !== undefined) found.set(event, { ...origin, kind: role });
    }
  }
  const foreign = new Set([...found].flatMap(([event, { event: origin }]) => (sameSender(event, origin) ? [event] : [])));
  return { from: (event) => found.get(event), hasForeignTrace: (event) => foreign.has(event) };
}

function sameSender({ reading: a }: KnownEvent, { reading: b }: KnownEvent): boolean {
  return a.trace?.ref != null && b.trace?.ref != null && spanRefText(a.trace.ref) === spanRefText(b.trace.ref);
}

/** Events that are copies of one message, each family in the order in which it was written. */
class Families {
  readonly #members = new Map<string, KnownEvent[]>();

  constructor(events: readonly KnownEvent[]) {
    for (const event of events) for (const name of familiesOf(event)) append(this.#members, name.text, event);
    for (const members of this.#members.values()) members.sort(earlier);
  }

  before(event: KnownEvent): { event: KnownEvent; evidence: Evidence } | undefined {
    for (const { text, evidence } of familiesOf(event)) {
      const members = this.#members.get(text) ?? [];
      let at = placeOf(members, event) - 1;
      while (at >= 0 && !canLeadTo(members[at]!, event)) at -= 1;
      // Where clocks put all of them after it, what is no copy itself is the one.
      const origin = members[at] ?? members.find((other) => other !== event && other.reading.role === 'normal');
      if (origin !== undefined) return { event: origin, evidence };
    }
    return undefined;
  }
}

/** How many of the members, which are in order, come before. */
function placeOf(members: readonly KnownEvent[], event: KnownEvent): number {
  let [low, high] = [0, members.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (earlier(members[middle]!, event) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By the coordinates of the first message, its own or those that headers tell; and by message id. Strongest first. */
function familiesOf({ at, reading }: KnownEvent): { readonly text: string; readonly evidence: Evidence }[] {
  const origin = reading.role === 'normal' ? null : (reading.failure?.origin ?? null);
  const names: { text: string; evidence: Evidence }[] = [];
  if (reading.role === 'normal') names.push({ text: `${at.source} ${messageKey(at)}`, evidence: 'dead-letter-headers' });
  else if (origin !== null && origin.partition !== null && origin.offset !== null) {
    names.push({ text: `${at.source} ${messageKey({ topic: origin.topic, partition: origin.partition, offset: origin.offset })}`, evidence: 'dead-letter-headers' });
  }
  if (reading.messageId !== null) names.push({ text: `${at.source} ${reading.messageId}`, evidence: 'message-id' });
  return names;
}

function canLeadTo(other: KnownEvent, event: KnownEvent): boolean {
  if (other.reading.role === 'dead-letter') return false;
  if (other.reading.role === 'normal') return true;
  const [own, theirs] = [event.reading.failure?.origin?.group ?? null, other.reading.failure?.origin?.group ?? null];
  return own === null || theirs === null || own === theirs;
}

const RANK = { normal: 0, retry: 1, 'dead-letter': 2 } as const;

/** Brokers keep whole milliseconds: within one, a message comes before its retry, and that before the dead letter. */
function earlier(a: KnownEvent, b: KnownEvent): number {
  if (a === b) return 0;
  const difference = startOf({ event: a }) - startOf({ event: b }) || RANK[a.reading.role] - RANK[b.reading.role];
  if (difference !== 0) return difference;
  return recordId({ event: a }) < recordId({ event: b }) ? -1 : 1;
}
