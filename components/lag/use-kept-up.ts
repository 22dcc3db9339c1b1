'use client';
import { useEffect, useRef } from 'react';
import { useChannel, useLive } from '#components/live/live-provider.tsx';

/** A little after the news, so that what comes together is read together. */
const SOON_MS = 300;

/**
 * Calls `look` when groups were sampled, and at least once in `everyMs`, so that the time of the last sample is known where
 * nothing else has changed; while nobody paused and the page is looked at.
 */
export function useKeptUp(look: () => unknown, everyMs = 15_000): void {
  const { paused } = useLive();
  const latest = useRef(look);
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = look;
  });
  useChannel('lag', () => {
    if (paused) return;
    clearTimeout(soon.current);
    soon.current = setTimeout(() => latest.current(), SOON_MS);
  });
  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => !document.hidden && latest.current(), everyMs);
    return () => {
      clearInterval(timer);
      clearTimeout(soon.current);
    };
  }, [paused, everyMs]);
}
