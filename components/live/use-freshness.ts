'use client';
import { useQuery } from '@tanstack/react-query';
import { collecting } from '#components/live/collecting.ts';
import { useLive } from '#components/live/live-provider.tsx';
import { healthQuery } from '#components/live/use-health.ts';

export type Freshness =
  | { readonly kind: 'idle' | 'connecting' | 'live' | 'paused' }
  /** Nothing new can be seen: the server is not heard, or nothing is collected that it could tell of. `since`: milliseconds since the epoch, null where it is not known. */
  | { readonly kind: 'stale'; readonly why: 'server' | 'collector'; readonly since: number | null };

/** Whether what is on the screen is kept up to date. A stream can be open while nothing is collected that it could tell of. */
export function useFreshness(): Freshness {
  const { state, paused } = useLive();
  const { data, error } = useQuery({ ...healthQuery, enabled: false });
  if (paused) return { kind: 'paused' };
  if (state.kind === 'stale') return { kind: 'stale', why: 'server', since: state.since };
  if (state.kind !== 'live' || (!data && !error)) return { kind: state.kind };
  const { eventsPerSecond, since } = collecting(error ? null : (data ?? null));
  return eventsPerSecond === null ? { kind: 'stale', why: error ? 'server' : 'collector', since: since === null ? null : Date.parse(since) } : { kind: 'live' };
}
