'use client';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { keptUp } from '#components/live/kept-up.ts';
import { readLooked } from '#components/dead-letters/seen.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { keep, readKept } from '#components/ui/kept.ts';
import type { DeadLetterList } from '#lib/contracts/dead-letters.ts';

const STORED = 'throughline-dead-letters-looked';

interface Looked {
  /** When this browser looked before; null the first time. */
  readonly at: string | null;
  /** How many came since; null while that is not known. */
  readonly came: number | null;
  /** Counts from now on. */
  readonly forget: () => void;
}

/** `shownAt`: what is on the screen is of then, by the server's clock; it is kept as looked at when one leaves. */
export function useLooked(shownAt: string | null): Looked {
  const [at, setAt] = useState<string | null>(null);
  const shown = useRef(shownAt);
  useEffect(() => {
    shown.current = shownAt;
  });
  useEffect(() => {
    setAt(readLooked(readKept('browser', STORED), Date.now()));
    const leave = () => {
      if (shown.current !== null) keep('browser', STORED, shown.current);
    };
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
  const { data } = useQuery({
    ...keptUp,
    queryKey: ['dead-letters', 'since', at],
    queryFn: ({ signal }) => fetchJson<DeadLetterList>(`/api/v1/dead-letters?limit=1&from=${encodeURIComponent(at ?? '')}`, { signal }),
    enabled: at !== null,
  });
  const forget = useCallback(() => {
    if (shown.current !== null) keep('browser', STORED, shown.current);
    setAt(shown.current);
  }, []);
  return { at, came: data?.total ?? null, forget };
}
