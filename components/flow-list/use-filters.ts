'use client';
import { useQueryStates } from 'nuqs';
import { flowListParsers } from '#components/flow-list/url-state.ts';

/** The list's filters, in the address: going back undoes the last choice. */
export const useFilters = () => useQueryStates(flowListParsers, { history: 'push', shallow: true });
