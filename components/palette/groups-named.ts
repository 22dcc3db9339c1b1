import type { Named } from '#components/palette/lines.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { lagWord } from '#components/ui/lag-statuses.ts';
import type { ConsumerGroup } from '#lib/contracts/lag.ts';

type Listed = Pick<ConsumerGroup, 'source' | 'group' | 'status'> & { readonly topics: readonly string[] };

const MOST_TOPICS = 3;

/** The consumer groups that hold the text in their own name, with how they are and what they read; they lead to their lag. */
export function groupsNamed(groups: readonly Listed[], text: string): Named['values'] {
  const wanted = text.toLowerCase();
  return groups.filter(({ group }) => group.toLowerCase().includes(wanted)).map((each) => ({ value: each.group, detail: detailOf(each), href: groupPath(each) }));
}

function detailOf({ status, topics }: Listed): string {
  const more = topics.length > MOST_TOPICS ? ` and ${topics.length - MOST_TOPICS} more` : '';
  return `${lagWord[status]}${topics.length === 0 ? '' : ` · reads ${topics.slice(0, MOST_TOPICS).join(', ')}${more}`}`;
}
