/** Figures of a group, in words. What is not known is said so, and is never 0. */
import { formatDuration } from '#components/ui/format.ts';
import type { GroupMark, GroupProtocol, LagStatus, TimeLagEvidence } from '#lib/contracts/lag.ts';

const NOT_KNOWN = '–';

interface TimeLag {
  readonly timeLagMs: number | null;
  readonly timeLagEvidence: TimeLagEvidence;
  readonly status: LagStatus;
}

/** `6 min 12 s`, `> 1 h`, `~ 40 s`, `0 s`, `nothing left`. */
export function timeLagText({ timeLagMs, timeLagEvidence, status }: TimeLag): string {
  if (timeLagMs === null) return NOT_KNOWN;
  if (timeLagMs === 0 && timeLagEvidence === 'more-than') return '> 0 s';
  // What it has not read is deleted: nothing waits, which is not to say that it was read.
  if (timeLagMs === 0) return status === 'expired' ? 'nothing left' : '0 s';
  const said = formatDuration(timeLagMs);
  if (timeLagEvidence === 'more-than') return `> ${said}`;
  return timeLagEvidence === 'estimated' ? `~ ${said}` : said;
}

/** What stands below a time lag: where it comes from. */
export const evidenceWord: Record<TimeLagEvidence, string> = {
  appended: 'appended',
  observed: 'observed',
  'message-age': 'message age',
  estimated: 'estimated',
  'more-than': 'at least',
  unknown: 'not known',
};

export const evidenceMeaning: Record<TimeLagEvidence, string> = {
  appended: 'since the broker appended the next message to read, by its own clock',
  observed: 'since Throughline saw the next message to read come in',
  'message-age': 'since the producer says that it made the next message to read; after a backfill that says little',
  estimated: 'between two samples of the end of the log',
  'more-than': 'the next message to read is older than the samples that are kept',
  unknown: 'nothing tells when the next message to read was written',
};

interface Drain {
  readonly drain: 'none' | 'in' | 'never' | 'unknown';
  readonly drainMs: number | null;
  readonly status: LagStatus;
}

/** `5 s`, `< 1 s`, `never at this rate`, `caught up`. Of a group of which nothing bad is known yet: `not shrinking`. */
export function drainText({ drain, drainMs, status }: Drain): string {
  if (drain === 'none') return status === 'expired' ? 'nothing left' : 'caught up';
  if (drain === 'never') return status === 'ok' ? 'not shrinking' : 'never at this rate';
  if (drain === 'unknown' || drainMs === null) return NOT_KNOWN;
  return drainMs < 1000 ? '< 1 s' : formatDuration(drainMs);
}

/** Messages a second in a column whose heading says so: `1,204`, `5.0`, `0`. */
export function rateText(perSecond: number | null): string {
  if (perSecond === null || !Number.isFinite(perSecond)) return NOT_KNOWN;
  if (perSecond <= 0) return '0';
  if (perSecond < 0.05) return '< 0.1';
  return perSecond < 9.95 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en-GB');
}

export const percentText = (share: number): string => (share > 0 && share < 0.01 ? '< 1%' : share < 1 && share > 0.99 ? '> 99%' : `${Math.round(share * 100)}%`);

/** Null for the protocol that everybody knows, and where nobody told. */
export const protocolWord: Record<GroupProtocol, { readonly word: string; readonly meaning: string } | null> = {
  classic: null,
  unknown: null,
  consumer: { word: 'new protocol', meaning: 'a consumer group of the new protocol (KIP-848): the broker assigns partitions by itself' },
  share: { word: 'share group', meaning: 'a share group (KIP-932): its members take single messages of all partitions, so that no offset is committed and lag is told by the start of what is open' },
  streams: { word: 'streams group', meaning: 'a group of Kafka Streams with the streams protocol (KIP-1071): the broker assigns tasks' },
};

export const markWord: Record<GroupMark['kind'], string> = { rebalance: 'Rebalance', deployment: 'Deployment', status: 'Status', reset: 'Reset', recreated: 'Topic recreated' };
