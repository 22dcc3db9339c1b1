/** What became of messages that were being sent when their sender was lost. Asked only after it was fenced, so that nothing more of it can arrive. */
import type { ItemEvent } from '#lib/core/dead-letters/replay-state.ts';

/** One partition of the target, read uncommitted from the end that was stored before anything was sent to the end after the fencing. */
export interface TargetReading {
  /** Stored before: everything that was sent since stands at or after it. */
  readonly from: bigint;
  /** What the broker still held when it was read; beyond `from` where messages expired or were deleted meanwhile. */
  readonly start: bigint;
  /** Whether a topic of that name is the one of which the end was stored: not deleted and made again. */
  readonly sameTopic: boolean;
  /** Whether the broker may take away single messages. */
  readonly compacted: boolean;
  /** Whether all between the two ends was read. */
  readonly complete: boolean;
  /** By what the replay headers name, in the order in which they stand there. */
  readonly copies: readonly { readonly of: string; readonly offset: bigint; readonly state: 'committed' | 'aborted' | 'open' }[];
}

export interface Recovered {
  readonly event: Extract<ItemEvent, 'committed' | 'absent' | 'cannot-know'>;
  /** Of the copy that counts. */
  readonly offset: bigint | null;
  readonly why: string;
}

/** `of`: the dead letter's coordinates as the header writes them. `reading` is null where the partition could not be read at all. */
export function recover(of: string, reading: TargetReading | null): Recovered {
  const unknown = (why: string): Recovered => ({ event: 'cannot-know', offset: null, why });
  if (reading === null) return unknown('the target cannot be read');
  const copies = reading.copies.filter((copy) => copy.of === of);
  const committed = copies.find(({ state }) => state === 'committed');
  if (committed !== undefined) return { event: 'committed', offset: committed.offset, why: `it stands on the target at offset ${committed.offset}` };
  if (!reading.sameTopic) return unknown('the target topic was deleted and made again');
  const copy = copies[0];
  if (copy !== undefined) return { ...unknown(`its transaction ${copy.state === 'aborted' ? 'was aborted' : 'has not ended'}, but consumers that read uncommitted may have it from offset ${copy.offset}`), offset: copy.offset };
  if (reading.start > reading.from) return unknown('the target lost messages that were written since');
  if (reading.compacted) return unknown('the target is compacted: a copy may be gone');
  return reading.complete ? { event: 'absent', offset: null, why: 'it is not on the target' } : unknown('not all that was written to the target since could be read');
}
