'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { PAGE } from '#components/flow-list/page-size.ts';
import type { Sort } from '#components/flow-list/sorts.ts';
import { appendPage, mergeHead, MOST_SCROLLED, refreshRows, release, startRows, type Rows } from '#components/flow-list/rows.ts';
import { useThrottled } from '#components/flow-list/use-throttled.ts';
import { useChannel } from '#components/live/live-provider.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { FlowList } from '#lib/contracts/flows.ts';

const REFRESH_MS = 250;
const AFTER_ERROR_MS = 5000;

type Action =
  | { readonly kind: 'head'; readonly list: FlowList; readonly held: boolean; readonly sort: Sort }
  /** What was asked from a place where the list no longer ends, because it was begun anew meanwhile, would leave a hole in it. */
  | { readonly kind: 'page'; readonly list: FlowList; readonly cursor: string }
  | { readonly kind: 'refresh'; readonly list: FlowList }
  | { readonly kind: 'release' };

function reduce(rows: Rows | null, action: Action): Rows | null {
  if (action.kind === 'head') return rows ? mergeHead(rows, action.list, action.held) : startRows(action.list, action.sort);
  if (!rows) return null;
  if (action.kind === 'page') return rows.nextCursor === action.cursor ? appendPage(rows, action.list) : rows;
  if (action.kind === 'refresh') return refreshRows(rows, action.list.flows);
  return release(rows);
}

const flowsPath = (query: string, more: Record<string, string>): string => `/api/v1/flows?${new URLSearchParams([...new URLSearchParams(query), ...Object.entries(more)])}`;

/** The first page of flows for a query of the list. */
export const headQuery = (query: string) => ({
  queryKey: ['flows', 'head', query],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchJson<FlowList>(flowsPath(query, { limit: String(PAGE) }), { signal }),
  staleTime: 2000,
});

/** The first and the last row in view. */
export interface InView {
  readonly first: number;
  readonly last: number;
}

/** The rows for one set of filters, kept up to date by the event stream. Mount anew for other filters. */
export function useFlowRows(query: string, sort: Sort, initial: FlowList | null, held: boolean, inView: () => InView) {
  const client = useQueryClient();
  const head = useQuery({
    ...headQuery(query),
    initialData: initial ?? undefined,
    refetchInterval: ({ state }) => (state.error ? AFTER_ERROR_MS : false),
  });
  const [rows, dispatch] = useReducer(reduce, head.data ?? null, (list) => (list ? startRows(list, sort) : null));

  const isHeld = useRef(held);
  useEffect(() => {
    isHeld.current = held;
    if (!held) dispatch({ kind: 'release' });
  }, [held]);

  const { data } = head;
  useEffect(() => {
    if (data) dispatch({ kind: 'head', list: data, held: isHeld.current, sort });
  }, [data, sort]);

  const refresh = useThrottled(async () => {
    if (head.isError) return; // it is asked again after AFTER_ERROR_MS, not with every change
    await Promise.all([head.refetch(), refreshView()]);
  }, REFRESH_MS);
  /** By the first flow of each page, where that page is read from. */
  const pages = useRef(new Map<string, string>());
  const refreshView = async () => {
    const { first, last } = inView();
    if (!rows || last < PAGE) return;
    const starts = rows.flows.slice(0, last).flatMap(({ id }, index) => (pages.current.has(id) ? [{ index, cursor: pages.current.get(id)! }] : []));
    const shown = starts.filter(({ index }, place) => (starts[place + 1]?.index ?? Infinity) > first && index <= last);
    try {
      const lists = await Promise.all(shown.map(({ cursor }) => fetchJson<FlowList>(flowsPath(query, { limit: String(PAGE), cursor }))));
      for (const list of lists) dispatch({ kind: 'refresh', list });
    } catch (error) {
      console.warn('The rows in view could not be read again', error);
    }
  };
  useChannel('flows', refresh);

  const loading = useRef(false);
  const [moreError, setMoreError] = useState<unknown>(null);
  const cursor = rows?.nextCursor ?? null;
  const full = (rows?.flows.length ?? 0) >= MOST_SCROLLED;
  const loadMore = useCallback(async () => {
    if (cursor === null || loading.current || full) return;
    loading.current = true;
    setMoreError(null);
    try {
      const page = await client.fetchQuery({ queryKey: ['flows', 'page', query, cursor], queryFn: () => fetchJson<FlowList>(flowsPath(query, { limit: String(PAGE), cursor })), gcTime: 0 });
      if (page.flows[0]) pages.current.set(page.flows[0].id, cursor);
      dispatch({ kind: 'page', list: page, cursor });
    } catch (error) {
      setMoreError(error);
    } finally {
      loading.current = false;
    }
  }, [client, query, cursor, full]);

  return { rows, error: head.error, retry: () => void head.refetch(), release: () => dispatch({ kind: 'release' }), loadMore, moreError, full };
}
