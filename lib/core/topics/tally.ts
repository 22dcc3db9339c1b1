/** Messages of a batch, counted by partition, minute, role and type. */
import { messageTime, minuteOf } from '#lib/core/topics/message-time.ts';
import { roleNumber, type TopicRole } from '#lib/core/topics/roles.ts';
import type { Micros } from '#lib/core/time.ts';

export interface Tallied {
  readonly topicId: number;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: Micros | null;
  readonly role: TopicRole;
  readonly type: string | null;
  /** Of the value, in bytes. */
  readonly size: number;
}

export interface Tally {
  readonly topicId: number;
  readonly partition: number;
  readonly minute: number;
  readonly role: number;
  /** The types beyond the most that are told apart. */
  readonly rest: boolean;
  /** Empty where the messages say none, and for the rest. */
  readonly type: string;
  count: number;
  bytes: number;
  firstOffset: bigint;
  lastOffset: bigint;
  lastAt: Micros;
}

/** Says whether a type may stand by its own name in this minute of a topic. */
export type IsNamed = (topicId: number, minute: number, type: string) => boolean;

export function tallyOf(messages: Iterable<Tallied>, observedAt: Micros, isNamed: IsNamed): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { topicId, partition, offset, timestamp, role, type, size } of messages) {
    const at = messageTime(timestamp, observedAt);
    const minute = minuteOf(at);
    const rest = type !== null && !isNamed(topicId, minute, type);
    const key = `${topicId} ${partition} ${minute} ${role} ${rest ? '' : `=${type ?? ''}`}`;
    const tally = tallies.get(key);
    if (tally === undefined) {
      tallies.set(key, { topicId, partition, minute, role: roleNumber(role), rest, type: rest ? '' : (type ?? ''), count: 1, bytes: size, firstOffset: offset, lastOffset: offset, lastAt: at });
      continue;
    }
    tally.count += 1;
    tally.bytes += size;
    if (offset < tally.firstOffset) tally.firstOffset = offset;
    if (offset > tally.lastOffset) tally.lastOffset = offset;
    if (at > tally.lastAt) tally.lastAt = at;
  }
  return [...tallies.values()];
}
