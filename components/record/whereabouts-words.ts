import { formatCount, formatDuration } from '#components/ui/format.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';

export type Place = EventDetail['whereabouts'][number];

/** Where the message is in the queue: `waiting, 1,204 ahead, its turn in about 40 s`. */
export function waitingWords({ ahead, etaMs }: Pick<Place, 'ahead' | 'etaMs'>): string {
  const place = ahead === undefined ? '' : ahead === '0' ? ', it is next' : `, ${formatCount(ahead)} ahead`;
  return `waiting${place}${etaMs !== undefined && etaMs >= 1000 ? `, its turn in about ${formatDuration(etaMs)}` : ''}`;
}

/** What says so, and how exactly. `intervalMs`: how often the groups are looked at, where that is known. */
export function evidenceWords({ state, evidence, between, reason, etaMs, ahead }: Place, intervalMs: number | undefined): string {
  if (evidence === 'span') return 'a consumer’s span says so';
  if (evidence === 'commit') return 'the commit that passed it says so';
  if (reason !== undefined || evidence === 'none') return reason ?? 'nothing says';
  if (state === 'consumed' && between !== undefined) return `a commit passed it within these ${formatDuration(Date.parse(between[1]) - Date.parse(between[0]))}`;
  const still = state === 'waiting' && etaMs === undefined && ahead !== '0' ? '; the group does not move' : '';
  return `by what the group has committed${intervalMs === undefined ? '' : `, looked at every ${formatDuration(intervalMs)}`}${still}`;
}
