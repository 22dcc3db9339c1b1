'use client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { Health } from '#lib/contracts/health.ts';

/** What the server says of itself, renewed every so often. `initial` is what it said when the page was rendered. */
export function useHealth(initial: Health | null, everyMs = 5000): UseQueryResult<Health> {
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => fetchJson<Health>('/api/v1/health', { signal, accept: [503] }),
    initialData: initial ?? undefined,
    refetchInterval: everyMs,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: true,
    retry: false,
  });
}
