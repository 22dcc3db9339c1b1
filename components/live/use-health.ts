'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { Health } from '#lib/contracts/health.ts';

export const HEALTH_KEY = ['health'] as const;

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
    queryKey: HEALTH_KEY,
    queryFn: ({ signal }) => fetchJson<Health>('/api/v1/health', { signal, accept: [503] }),
    initialData: initial,
    refetchInterval: everyMs,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: true,
    retry: false,
  });
  return { health: up ? data : initial, error, saidAt: dataUpdatedAt };
}
