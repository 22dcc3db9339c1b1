'use client';
import { useQuery } from '@tanstack/react-query';
import { FilterBar } from '#components/flow-list/filter-bar.tsx';
import { FlowTable } from '#components/flow-list/flow-table.tsx';
import { Histogram } from '#components/flow-list/histogram.tsx';
import { Sentence } from '#components/flow-list/sentence.tsx';
import { apiQuery } from '#components/flow-list/url-state.ts';
import { useFilters } from '#components/flow-list/use-filters.ts';
import { useLive } from '#components/live/live-provider.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { FlowFacets, FlowHistogram, FlowList as FlowListPage } from '#lib/contracts/flows.ts';

const OVERVIEW_MS = 5000;

/** What the server read for the first paint, and for which filters. */
export interface FirstFlows {
  readonly query: string;
  readonly list: FlowListPage;
  readonly facets: FlowFacets;
  readonly histogram: FlowHistogram;
}

/** The page of flows: what happened in a sentence, when, and the list itself. */
export function FlowList({ first }: { first: FirstFlows | null }) {
  const [filters, setFilters] = useFilters();
  const { state } = useLive();
  const query = apiQuery(filters);
  const initial = query === first?.query ? first : null;
  const kept = { staleTime: 2000, refetchInterval: state.kind === 'live' ? OVERVIEW_MS : (false as const) };
  const facets = useQuery({
    ...kept,
    queryKey: ['flows', 'facets', query],
    queryFn: ({ signal }) => fetchJson<FlowFacets>(`/api/v1/flows/facets?${query}`, { signal }),
    initialData: initial?.facets,
  });
  const histogram = useQuery({
    ...kept,
    queryKey: ['flows', 'histogram', query],
    queryFn: ({ signal }) => fetchJson<FlowHistogram>(`/api/v1/flows/histogram?${query}`, { signal }),
    initialData: initial?.histogram,
  });
  return (
    <>
      <div className="flex flex-col gap-2.5 border-b border-line px-4.5 pt-4 pb-3">
        <Sentence facets={facets.data ?? null} error={facets.error} range={filters.range} />
        <Histogram histogram={histogram.data ?? null} error={histogram.error} onZoom={(range) => void setFilters({ range })} />
        <FilterBar />
      </div>
      <FlowTable key={query} query={query} initial={initial?.list ?? null} />
    </>
  );
}
