/** For how long the oldest message that a group has still to read has been waiting, and how we know. */
import { brand } from '#lib/core/brand.ts';
import { appendedAt, type Appended, type LogTimes } from '#lib/core/lag/log-times.ts';
import { isPlausible } from '#lib/core/lag/written-at.ts';
import type { Micros } from '#lib/core/time.ts';

export type TimeLagEvidence = 'appended' | 'observed' | 'message-age' | 'estimated' | 'more-than' | 'unknown';

/** `since` is when the message was written: the lag grows from there as time goes by. Of `more-than` it was written before that. */
export type BehindSince =
  | { readonly evidence: Exclude<TimeLagEvidence, 'unknown'>; readonly since: Micros }
  | { readonly evidence: 'unknown'; readonly since: null };

/** The first message from the committed offset on, as Throughline stored it. */
export interface NextRecord {
  readonly offset: bigint;
  /** By the broker's clock where `isAppendTime`, else by the producer's; null where the message has none. */
  readonly timestamp: Micros | null;
  readonly isAppendTime: boolean;
  readonly observedAt: Micros;
  /** All messages from the committed offset on are stored: so none is missing between that and this one. */
  readonly isFirst: boolean;
}

export interface Behind {
  readonly committed: bigint;
  readonly next: NextRecord | null;
  readonly times: LogTimes;
  /** How far apart looks are. */
  readonly intervalMicros: number;
  readonly now: Micros;
}

/** What takes longer than this from the broker to the database was read later than it came. */
const TAILING_MICROS = 5_000_000;

/** The lag is not 0. Never in the future, and never older than what tells it. */
export function behindSince({ committed, next, times, intervalMicros, now }: Behind): BehindSince {
  const appended = appendedAt(times, committed);
  const known = next === null ? null : ofRecord(next, times, intervalMicros);
  const found: BehindSince = known ?? estimate(appended, next);
  return found.since === null ? found : { ...found, since: brand<Micros>(Math.min(found.since, now)) };
}

/** Null where the stored message does not tell it better than the looks at the log do. */
function ofRecord(next: NextRecord, times: LogTimes, intervalMicros: number): BehindSince | null {
  // Something before it may be waiting that is not stored here.
  if (!next.isFirst) return null;
  if (next.isAppendTime && next.timestamp !== null) return { evidence: 'appended', since: next.timestamp };
  const between = appendedAt(times, next.offset);
  // It came between two looks: seen a little later, because somebody was busy, it came by the second all the same.
  if (wasTailing(next, between, intervalMicros)) return { evidence: 'observed', since: between?.kind === 'between' ? brand<Micros>(Math.min(Math.max(next.observedAt, between.after), between.by)) : next.observedAt };
  if (between?.kind === 'between') return { evidence: 'estimated', since: between.at };
  if (next.timestamp === null || !isPlausible(next.timestamp, next.observedAt)) return null;
  return { evidence: 'message-age', since: next.timestamp };
}

/** Whether Throughline saw the message as it came: by the looks at the log around it, else by a producer's time just before. */
function wasTailing({ observedAt, timestamp, isAppendTime }: NextRecord, between: Appended | null, intervalMicros: number): boolean {
  if (between?.kind === 'between') return observedAt <= between.by + TAILING_MICROS && between.by - between.after <= 2 * intervalMicros + TAILING_MICROS;
  return timestamp !== null && !isAppendTime && observedAt >= timestamp && observedAt - timestamp <= intervalMicros;
}

function estimate(appended: Appended | null, next: NextRecord | null): BehindSince {
  if (appended?.kind === 'between') return { evidence: 'estimated', since: appended.at };
  // Both say that it was there by then: the earlier says more.
  const by = Math.min(appended?.by ?? Infinity, next?.observedAt ?? Infinity);
  return Number.isFinite(by) ? { evidence: 'more-than', since: brand<Micros>(by) } : { evidence: 'unknown', since: null };
}

export interface PartitionBehind {
  /** Null where nobody knows whether there is any lag. */
  readonly lag: bigint | null;
  readonly drained: boolean;
  readonly behind: BehindSince;
}

/** Since when something waits: null where nothing does, and not known where nobody knows whether anything does. */
export const behindOf = ({ lag, drained, behind }: PartitionBehind): BehindSince | null => (lag === 0n || drained ? null : lag === null ? { evidence: 'unknown', since: null } : behind);

/** Of a group: the longest of its partitions. Null where there is no lag; where one partition does not tell, the others give only a lower bound. */
export function longestBehind(partitions: readonly PartitionBehind[]): BehindSince | null {
  const waiting = partitions.map(behindOf).filter((behind) => behind !== null);
  if (waiting.length === 0) return partitions.length === 0 ? { evidence: 'unknown', since: null } : null;
  const known = waiting.filter((behind) => behind.since !== null).toSorted((a, b) => a.since - b.since)[0];
  if (known === undefined) return { evidence: 'unknown', since: null };
  const unsure = waiting.some(({ evidence }) => evidence === 'unknown' || evidence === 'more-than');
  return unsure ? { ...known, evidence: 'more-than' } : known;
}
