/** Which dead letters a plan is asked for. */
import type { DeadLetterFilter as AskedFilter } from '#lib/contracts/dead-letters.ts';
import type { ReplayRequest } from '#lib/contracts/replays.ts';
import type { Micros } from '#lib/core/time.ts';
import { deadLetterFilter } from '#lib/services/dead-letters/list.ts';
import type { DeadLetterFilter } from '#lib/store/dead-letter-filter.ts';

export interface Selection {
  readonly selected: DeadLetterFilter | readonly string[];
  /** For people. */
  readonly words: string;
}

/** Of a group or a filter without a state: what is to be done about it, and what somebody else is doing, which the plan then says. */
const UNSETTLED = 'open,replaying';

/** Throws `invalid` for a filter that cannot be. */
export function selectionOf({ deadLetterIds, failureGroup, filter }: Pick<ReplayRequest, 'deadLetterIds' | 'failureGroup' | 'filter'>, groupTitle: string | null, now: Micros): Selection {
  if (deadLetterIds !== undefined) {
    const ids = [...new Set(deadLetterIds.map((id) => id.toLowerCase()))];
    return { selected: ids, words: ids.length === 1 ? `dead letter ${ids[0]}` : `${ids.length} dead letters` };
  }
  if (failureGroup !== undefined) return { selected: deadLetterFilter({ failureGroup, state: UNSETTLED }, now), words: `failure group “${groupTitle ?? failureGroup}”` };
  const asked: AskedFilter = filter ?? {};
  return { selected: deadLetterFilter({ ...asked, state: asked.state ?? UNSETTLED }, now), words: wordsOf(asked) };
}

function wordsOf(filter: AskedFilter): string {
  const parts = Object.entries(filter).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name} is ${value.slice(0, 200)}`]));
  return parts.length === 0 ? 'all that are open' : `dead letters whose ${parts.join(', ')}`;
}
