/** What waits for somebody, in a sentence. */
import { formatCount, formatPlural } from '#components/ui/format.ts';
import type { FailureGroupList } from '#lib/contracts/dead-letters.ts';

/** `412 dead letters are open, of 3 causes; one more cause is being replayed.` Counts are those of the filter without its state. */
export function deadLetterSentence({ open, states }: Pick<FailureGroupList, 'open' | 'states'>, filtered: boolean): string {
  const causes = (states.open ?? 0) + (states['failed-again'] ?? 0);
  const replaying = states.replaying ?? 0;
  const others = replaying === 0 ? '' : causes === 0 ? `${formatPlural(replaying, 'cause')} ${replaying === 1 ? 'is' : 'are'} being replayed.` : `; ${formatPlural(replaying, 'more cause', 'more causes')} ${replaying === 1 ? 'is' : 'are'} being replayed.`;
  if (open === 0) return others === '' ? 'No dead letter waits for anybody.' : others;
  if (filtered) return `${formatCount(open)} ${open === 1 ? 'is' : 'are'} open in all.`;
  const of = causes === 0 ? '' : `, of ${formatPlural(causes, 'cause')}`;
  return `${formatPlural(open, 'dead letter is', 'dead letters are')} open${of}${others === '' ? '.' : others}`;
}

/** `398 messages, one cause. 12 failed again after a replay. Nobody owns it yet.` */
export function groupSentence({ count, open, reFailed, owner }: { readonly count: number; readonly open: number; readonly reFailed: number; readonly owner: string | null }): string {
  const said = open === count ? `${formatPlural(count, 'message')}, one cause.` : `${formatCount(open)} of ${formatPlural(count, 'message')} ${open === 1 ? 'is' : 'are'} open.`;
  const again = reFailed === 0 ? '' : ` ${formatCount(reFailed)} failed again after a replay.`;
  return `${said}${again}${owner === null ? ' Nobody owns it yet.' : ''}`;
}
