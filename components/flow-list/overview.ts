import { fetchJson } from '#components/ui/fetch-json.ts';
import type { FlowFacets, FlowHistogram } from '#lib/contracts/flows.ts';

const OVERVIEW_MS = 5000;

const kept = (live: boolean) => ({ staleTime: 2000, refetchInterval: live ? OVERVIEW_MS : (false as const) });

/** How many flows match, by status, kind, service and topic; asked for again every few seconds while the page is live. */
export const facetsQuery = (query: string, live: boolean) => ({
  ...kept(live),
  queryKey: ['flows', 'facets', query],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchJson<FlowFacets>(`/api/v1/flows/facets?${query}`, { signal }),
});

/** When they started. */
export const histogramQuery = (query: string, live: boolean) => ({
  ...kept(live),
  queryKey: ['flows', 'histogram', query],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchJson<FlowHistogram>(`/api/v1/flows/histogram?${query}`, { signal }),
});
