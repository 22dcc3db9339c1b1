'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { PAGE } from '#components/flow-list/page-size.ts';
import { appendPage, mergeHead, MOST_SCROLLED, refreshRows, release, startRows, type Rows } from '#components/flow-list/rows.ts';
import { useThrottled } from '#components/flow-list/use-throttled.ts';
import { useChannel } from '#components/live/live-provider.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { FlowList } from '#lib/contracts/flows.ts';

const REFRESH_MS = 250;
const AFTER_ERROR_MS = 5000;

type Action =
  | { readonly kind: 'head'; readonly list: FlowList; readonly held: boolean }
  | { readonly kind: 'page'; readonly list: FlowList }
  | { readonly kind: 'refresh'; readonly list: FlowList }
  | { readonly kind: 'release' };

function reduce(rows: Rows | null, action: Action): Rows | null {
  if (action.kind === 'head') return rows ? mergeHead(rows, action.list, action.held) : startRows(action.list);
  if (!rows) return null;
  if (action.kind === 'page') return appendPage(rows, action.list);
  if (action.kind === 'refresh') return refreshRows(rows, action.list.flows);
  return release(rows);
}

const flowsPath = (query: string, more: Record<string, string>): string => `/api/v1/flows?${new URLSearchParams([...new URLSearchParams(query), ...Object.entries(more)])}`;

/** The first and the last row in view. */
export interface InView {
  readonly first: number;
  readonly last: number;
}

/** The rows for one set of filters, kept up to date by the event stream. Mount anew for other filters. */
export function useFlowRows(query: string, initial: FlowList | null, held: boolean, inView: () => InView) {
  const client = useQueryClient();
  const head = useQuery({
    queryKey: ['flows', 'head', query],
    queryFn: ({ signal }) => fetchJson<FlowList>(flowsPath(query, { limit: String(PAGE) }), { signal }),
    initialData: initial ?? undefined,
    staleTime: 2000,
    refetchInterval: ({ state }) => (state.error ? AFTER_ERROR_MS : false),
  });
  const [rows, dispatch] = useReducer(reduce, head.data ?? null, (list) => (list ? startRows(list) : null));

  const isHeld = useRef(held);
  useEffect(() => {
    isHeld.current = held;
    if (!held) dispatch({ kind: 'release' });
  }, [held]);

  const { data } = head;
  useEffect(() => {
    if (data) dispatch({ kind: 'head', list: data, held: isHeld.current });
  }, [data]);

  const refresh = useThrottled(async () => {
    await Promise.all([head.refetch(), refreshView()]);
  }, REFRESH_MS);
  const refreshView = async () => {
    const view = inView();
    const top = rows?.flows[view.first];
    if (!top || view.last < PAGE) return;
    const to = new Date(Date.parse(top.startedAt) + 1).toISOString(); // outside the range, and a date holds no microseconds
    try {
      const list = await fetchJson<FlowList>(flowsPath(query, { to, limit: String(Math.min(view.last - view.first + 20, 500)) }));
      dispatch({ kind: 'refresh', list });
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
      dispatch({ kind: 'page', list: page });
    } catch (error) {
      setMoreError(error);
    } finally {
      loading.current = false;
    }
  }, [client, query, cursor, full]);

  return { rows, error: head.error, retry: () => void head.refetch(), release: () => dispatch({ kind: 'release' }), loadMore, moreError, full };
}
