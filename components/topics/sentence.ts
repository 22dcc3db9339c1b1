/** What goes on in a topic, in words. */
import { formatCount, formatPlural, formatRate } from '#components/ui/format.ts';
import type { TopicDetail } from '#lib/contracts/topics.ts';

const MOST_NAMED = 3;

/** `12.4 messages a second from payment and checkout, read by 3 groups; billing is 1,204 behind.` */
export function sentenceOf({ perSecondNow, producers, consumers, groups, lastMessageAt, kept }: TopicDetail): string {
  if (lastMessageAt === null) return kept === '0' ? 'No message of it is kept.' : '';
  const rate = perSecondNow === 0 ? 'Nothing was written in the last minute' : `${formatRate(perSecondNow).replace('/s', '')} messages a second`;
  const from = producers.length === 0 ? '' : `${perSecondNow === 0 ? '; written by' : ' from'} ${listed(producers.map(({ service }) => service))}`;
  const there = groups.filter(({ state }) => state !== 'gone');
  return `${rate}${from}, ${readersOf(there.length, consumers.map(({ service }) => service))}${behindOf(there)}.`;
}

function readersOf(groups: number, services: readonly string[]): string {
  if (groups > 0) return `read by ${formatPlural(groups, 'group')}`;
  return services.length > 0 ? `read by ${listed(services)}` : 'read by no group that commits';
}

function behindOf(groups: TopicDetail['groups']): string {
  const [worst] = groups.filter(({ lag }) => Number(lag ?? 0) > 0);
  if (worst !== undefined) return `; ${worst.group} is ${formatCount(worst.lag)} behind`;
  const unknown = groups.filter(({ lag }) => lag === null).length;
  if (unknown === groups.length) return '';
  return unknown === 0 ? '; none is behind' : `; none is known to be behind, and of ${formatPlural(unknown, 'group')} it is not known`;
}

function listed(names: readonly string[]): string {
  const shown = names.length > MOST_NAMED + 1 ? [...names.slice(0, MOST_NAMED), `${names.length - MOST_NAMED} others`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
