/** What matters of all groups, in a sentence. */
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { needsSomebody } from '#components/ui/lag-statuses.ts';
import type { ConsumerGroup, ConsumerGroupList, LagStatus } from '#lib/contracts/lag.ts';
import { LAG_STATUSES } from '#lib/core/lag/statuses.ts';

const MOST_NAMED = 3;

const DOES: Partial<Record<LagStatus, string>> = {
  expired: 'lost messages unread',
  stopped: 'has stopped',
  stalled: 'has stalled',
  rewound: 'was set back',
  'not-moving': 'does not move',
  'falling-behind': 'falls behind',
};

export const countOf = (counts: ConsumerGroupList['counts'], fits: (status: LagStatus) => boolean): number => LAG_STATUSES.reduce((sum, status) => sum + (fits(status) ? (counts[status] ?? 0) : 0), 0);

/**
 * `2 of 9 groups need you: analytics falls behind, fraud-audit has stopped.` `groups` are those that were read so far, in any
 * order; they may be fewer than there are, and then the others are counted.
 */
export function lagSentence(counts: ConsumerGroupList['counts'], groups: readonly Pick<ConsumerGroup, 'group' | 'status'>[]): string {
  const total = countOf(counts, () => true);
  if (total === 0) return 'No consumer group was seen.';
  const bad = countOf(counts, needsSomebody);
  if (bad === 0) return `${quiet(counts, total)}${rest(counts, total)}`;
  const named = groups.filter(({ status }) => needsSomebody(status)).toSorted((a, b) => LAG_STATUSES.indexOf(a.status) - LAG_STATUSES.indexOf(b.status)).slice(0, MOST_NAMED);
  const others = bad - named.length;
  const said = [...named.map(({ group, status }) => `${group} ${DOES[status]}`), ...(others > 0 && named.length > 0 ? [`and ${formatPlural(others, 'other')}`] : [])].join(', ');
  return `${formatCount(bad)} of ${formatPlural(total, 'group')} ${bad === 1 ? 'needs' : 'need'} you${said === '' ? '' : `: ${said}`}.`;
}

function quiet(counts: ConsumerGroupList['counts'], total: number): string {
  const ok = counts.ok ?? 0;
  if (ok === total) return total === 1 ? 'The one group keeps up.' : `All ${formatCount(total)} groups keep up.`;
  return ok === 0 ? 'No group is known to be in need.' : `${formatCount(ok)} of ${formatPlural(total, 'group')} keep${ok === 1 ? 's' : ''} up.`;
}

/** Those of which nothing bad is known, and nothing good either. */
function rest(counts: ConsumerGroupList['counts'], total: number): string {
  if ((counts.ok ?? 0) === total) return '';
  const words = [
    [counts.empty, 'without members'],
    [counts.forbidden, 'hidden by the broker'],
    [counts.unknown, 'not known'],
  ] as const;
  return ` Of the others, ${words.flatMap(([count, word]) => (count ? [`${formatCount(count)} ${count === 1 ? 'is' : 'are'} ${word}`] : [])).join(', ')}.`;
}
