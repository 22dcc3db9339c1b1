'use client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { Health } from '#lib/contracts/health.ts';

/** One question for all who ask it: `down` is an answer too. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => fetchJson<Health>('/api/v1/health', { signal, accept: [503] }),
  retry: false,
});

interface HealthNow {
  readonly health: Health;
  /** Why it is not known now; `health` is then what was last said. */
  readonly error: Error | null;
  /** When it was said, in milliseconds since the epoch. */
  readonly saidAt: number;
}

/**
 * What the server says of itself, renewed every so often. `initial` is what it said when this part of the page was
 * rendered; it is shown until the browser is up, because another part may have asked again in between.
 */
export function useHealth(initial: Health, everyMs = 5000): HealthNow {
  const [up, setUp] = useState(false);
  useEffect(() => setUp(true), []);
  const { data, error, dataUpdatedAt } = useQuery({
    ...healthQuery,
    initialData: initial,
    refetchInterval: everyMs,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: true,
  });
  return { health: up ? data : initial, error: up ? error : null, saidAt: dataUpdatedAt };
}
