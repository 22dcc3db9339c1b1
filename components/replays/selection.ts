/** What is to be replayed, as the address of the form says it: `failureGroup=…` alone, `ids=…,…`, or a filter of dead letters. */
import type { DeadLetterFilter } from '#lib/contracts/dead-letters.ts';

export type Selection = { readonly failureGroup: string } | { readonly deadLetterIds: readonly string[] } | { readonly filter: DeadLetterFilter };

const NAMES = ['failureGroup', 'state', 'topic', 'deadLetterTopic', 'group', 'exceptionType', 'type', 'source', 'flow', 'q', 'from', 'to'] as const;
const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Null where the address selects nothing: all of everything is never meant by saying nothing. */
export function selectionOf(params: Pick<URLSearchParams, 'get'>): Selection | null {
  const ids = (params.get('ids') ?? '').split(',').filter((id) => ID.test(id));
  if (ids.length > 0) return { deadLetterIds: ids };
  const named = NAMES.flatMap((name) => {
    const value = params.get(name);
    return value === null || value === '' ? [] : [[name, value] as const];
  });
  const [first] = named;
  if (first === undefined) return null;
  return named.length === 1 && first[0] === 'failureGroup' ? { failureGroup: first[1] } : { filter: Object.fromEntries(named) };
}

/** In words, as far as the address tells. */
export function selectionWords(selection: Selection): string {
  if ('deadLetterIds' in selection) return selection.deadLetterIds.length === 1 ? 'one dead letter' : `${selection.deadLetterIds.length} dead letters`;
  if ('failureGroup' in selection) return 'what is open of one failure group';
  return Object.entries(selection.filter).map(([name, value]) => `${name} ${value}`).join(', ');
}

/** The list of dead letters that it selects, as the API takes it; null for chosen ones. */
export const listQueryOf = (selection: Selection): string | null =>
  'deadLetterIds' in selection ? null : new URLSearchParams('failureGroup' in selection ? { failureGroup: selection.failureGroup, state: 'open' } : { state: 'open', ...(selection.filter as Record<string, string>) }).toString();
