'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useKeptUp } from '#components/live/use-kept-up.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { isAbsolute } from '#components/ui/time-range.ts';
import { topologyQuery } from '#components/topology/url-state.ts';
import type { Topology } from '#lib/contracts/topology.ts';

const EVERY_MS = 3000;
const AFTER_ERROR_MS = 5000;

export interface FirstTopology {
  readonly query: string;
  readonly topology: Topology;
}

/** The graph of a range of time. While live it is read again when flows have changed, every few seconds at most. */
export function useTopology(range: string, focus: string | null, first: FirstTopology | null) {
  const query = topologyQuery(range, focus);
  const read = useQuery({
    queryKey: ['topology', query],
    queryFn: ({ signal }) => fetchJson<Topology>(`/api/v1/topology?${query}`, { signal }),
    initialData: first?.query === query ? first.topology : undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.error ? AFTER_ERROR_MS : false),
  });
  useKeptUp(read.refetch, EVERY_MS, !isAbsolute(range));
  return read;
}
