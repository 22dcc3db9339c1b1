/**
 * Where one message is for one consumer group, from what the group has committed.
 * A committed offset names the message that is read next: what stands before it has been read.
 */
import type { Micros } from '#lib/core/time.ts';
import { passagesOf, type Passage } from '#lib/core/whereabouts/passages.ts';
import type { Sample } from '#lib/core/whereabouts/samples.ts';

export type Whereabouts =
  | { readonly state: 'consumed'; readonly evidence: 'span'; readonly at: Micros }
  | { readonly state: 'consumed'; readonly evidence: 'sample'; readonly passage: Passage | null }
  | {
      readonly state: 'waiting';
      readonly evidence: 'sample';
      /** Offsets before it that the group has still to read. */
      readonly ahead: bigint;
      /** Until its turn comes at the pace of the last minutes; null where the group does not move. */
      readonly etaMicros: number | null;
      /** It was read before: the group was set back since. */
      readonly passage: Passage | null;
    }
  | { readonly state: 'unknown'; readonly evidence: 'none'; readonly reason: UnknownReason };

/** `expired`: the broker removed the message before the group had read it. */
export type UnknownReason = 'recreated' | 'no-commit' | 'expired';

export interface Message {
  readonly partition: number;
  readonly offset: bigint;
  /** When the broker or the producer says that it was written; it was not read before that. */
  readonly writtenAt: Micros | null;
  /** Its topic was deleted and created again since: today's commits are about other messages. */
  readonly recreated: boolean;
  /** The broker removed it, by its retention or on demand: where its partition begins is behind it. */
  readonly expired: boolean;
}

export interface GroupSeen {
  /** What it has committed on the partition now; null where it has no commit there. */
  readonly committed: bigint | null;
  /** Oldest first, those of the topic since the message was written, as far as they are kept. */
  readonly samples: readonly Sample[];
  /** When a consumer's span began to handle the message; null where none is known. */
  readonly handledAt: Micros | null;
  /** When the groups were last looked at. */
  readonly sampledAt: Micros;
}

/** A consumer's span is the stronger evidence: it says that the message was handed over, and when. */
export function locate(message: Message, { committed, samples, handledAt, sampledAt }: GroupSeen): Whereabouts {
  if (handledAt !== null) return { state: 'consumed', evidence: 'span', at: handledAt };
  const passage = passagesOf(samples)(message);
  if (message.recreated) {
    return passage === null ? { state: 'unknown', evidence: 'none', reason: 'recreated' } : { state: 'consumed', evidence: 'sample', passage };
  }
  if (committed === null) {
    // A commit that expired or was deleted has passed the message all the same.
    return passage === null ? { state: 'unknown', evidence: 'none', reason: 'no-commit' } : { state: 'consumed', evidence: 'sample', passage };
  }
  if (committed > message.offset) return { state: 'consumed', evidence: 'sample', passage };
  if (message.expired) return passage === null ? { state: 'unknown', evidence: 'none', reason: 'expired' } : { state: 'consumed', evidence: 'sample', passage };
  const ahead = message.offset - committed;
  const rate = paceOf(message.partition, committed, samples, sampledAt);
  return { state: 'waiting', evidence: 'sample', ahead, etaMicros: rate === null ? null : Math.round(Number(ahead) / rate), passage };
}

/** A pace is told from this long a time, so that one pause is no standstill. */
const PACE_WINDOW_MICROS = 300_000_000;

/** Offsets a microsecond that the group moved on over the last minutes; null where it did not, or was set back. */
function paceOf(partition: number, committed: bigint, samples: readonly Sample[], now: Micros): number | null {
  const moves = samples.flatMap(({ at, since, changes }) => {
    const offset = changes.get(partition);
    return offset === undefined || offset === null ? [] : [{ at, since, offset }];
  });
  // What it had before the first move of the window is not known, so that move is where the measure begins.
  const begin = moves.find(({ at }) => at >= now - PACE_WINDOW_MICROS);
  if (begin === undefined || begin.at >= now || committed <= begin.offset) return null;
  return Number(committed - begin.offset) / (now - begin.at);
}
