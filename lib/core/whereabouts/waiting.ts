/** Which events of a flow a group has still to read: for its status. */
import type { Micros } from '#lib/core/time.ts';
import type { Offsets } from '#lib/core/whereabouts/samples.ts';

/** What one group has committed on one topic. */
export interface Reader {
  readonly groupId: number;
  readonly group: string;
  readonly topicId: number;
  readonly committed: Offsets;
  /** When it was last seen at work there; null where it never was. */
  readonly activeAt: Micros | null;
  /** When the groups of its source were last looked at. What was committed before a message came says nothing of it. */
  readonly sampledAt: Micros;
  /** How often they are looked at. */
  readonly intervalMicros: number;
}

export interface Read {
  readonly event: string;
  readonly topicId: number;
  readonly partition: number;
  readonly offset: bigint;
}

export interface WaitingFor extends Read {
  readonly groupId: number;
  readonly group: string;
  /** Offsets before it that the group has still to read. */
  readonly ahead: bigint;
}

/** A group that did nothing on a topic for so long before a message came reads it no more. */
const ABANDONED_MICROS = 86_400_000_000;

/**
 * For each group and partition the furthest event that it has not read. A group that never committed on the partition tells nothing,
 * and what a span of the group handled needs no commit.
 */
export function waitingFor(events: readonly Read[], readers: readonly Reader[], handled: (event: string, group: string) => boolean, observedAt: Micros): WaitingFor[] {
  const furthest = new Map<string, WaitingFor>();
  for (const event of events) {
    for (const reader of readers) {
      const { groupId, group, topicId, committed, sampledAt } = reader;
      if (topicId !== event.topicId || sampledAt < observedAt || !isReading(reader, observedAt)) continue;
      const next = committed.get(event.partition);
      if (next === undefined || next > event.offset || handled(event.event, group)) continue;
      const key = `${groupId}/${topicId}/${event.partition}`;
      const known = furthest.get(key);
      if (known === undefined || known.offset < event.offset) furthest.set(key, { ...event, groupId, group, ahead: event.offset - next });
    }
  }
  return [...furthest.values()];
}

/** Whether the group was not looked at since a message came, and will be soon: then nobody knows yet whether the message waits. */
export const isYetToBeSeen = (reader: Pick<Reader, 'activeAt' | 'sampledAt' | 'intervalMicros'>, observedAt: Micros, now: Micros): boolean =>
  isReading(reader, observedAt) && reader.sampledAt < observedAt && now - reader.sampledAt <= LATE_INTERVALS * reader.intervalMicros;

/** A look takes its time. After this many intervals without one nobody looks any more. */
const LATE_INTERVALS = 2;

const isReading = ({ activeAt }: Pick<Reader, 'activeAt'>, observedAt: Micros): boolean => activeAt !== null && activeAt >= observedAt - ABANDONED_MICROS;
