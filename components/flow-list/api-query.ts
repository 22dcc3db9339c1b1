import { queryOf } from '#components/flow-list/query-state.ts';
import type { FlowListState } from '#components/flow-list/url-state.ts';
import { rangeBounds } from '#components/ui/time-range.ts';
import type { FlowQuery } from '#lib/core/flow-query/filter.ts';

const LISTS = ['status', 'kind', 'service', 'topic', 'notStatus', 'notKind', 'notService', 'notTopic'] as const;

/** The query string of the API for a query within a range, always in the same order, so that it also names it in a cache. */
export function apiQueryOf(query: FlowQuery, range: string): string {
  const params = new URLSearchParams();
  const { from, to } = rangeBounds(range);
  if (from) params.set('from', from);
  if (to) params.set('to', to);
  for (const name of LISTS) {
    for (const value of query[name]) params.append(name, value);
  }
  if (query.key) params.set('key', query.key.value);
  if (query.key?.name) params.set('keyName', query.key.name);
  if (query.words.length > 0) params.set('q', query.words.join(' '));
  if (query.minDurationMs !== null) params.set('minDurationMs', String(query.minDurationMs));
  if (query.maxDurationMs !== null) params.set('maxDurationMs', String(query.maxDurationMs));
  if (query.hasDeadLetters !== null) params.set('hasDeadLetters', String(query.hasDeadLetters));
  return params.toString();
}

/** What the facets and the chart are asked with. */
export const apiQuery = (state: FlowListState): string => apiQueryOf(queryOf(state), state.range);

/** What the list is asked with. */
export function listQuery(state: FlowListState): string {
  const query = apiQuery(state);
  if (state.sort === 'startedAt') return query;
  return `${query}${query === '' ? '' : '&'}sort=${state.sort}`;
}

/** A time range alone is no filter. */
export const isFiltered = (state: FlowListState): boolean => apiQuery({ ...state, range: 'all' }) !== '';
