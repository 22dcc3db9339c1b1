'use client';
import { useQueryStates } from 'nuqs';
import { queryOf, stateOf } from '#components/flow-list/query-state.ts';
import { flowListParsers } from '#components/flow-list/url-state.ts';
import type { FlowQuery } from '#lib/core/flow-query/filter.ts';

/** The list's choices, in the address: going back undoes the last one. */
export const useFilters = () => useQueryStates(flowListParsers, { history: 'push', shallow: true });

/** What chooses the flows, and how to change it; a change sees the ones before it, also those of this very moment. */
export function useFlowQuery(): [FlowQuery, (change: (now: FlowQuery) => FlowQuery) => void] {
  const [filters, set] = useFilters();
  return [queryOf(filters), (change) => void set((now) => stateOf(change(queryOf(now))))];
}
