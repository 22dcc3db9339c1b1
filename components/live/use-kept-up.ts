'use client';
import { useEffect, useRef } from 'react';
import { useChannel, useLive } from '#components/live/live-provider.tsx';

/** Calls `look` when something has changed, at most once in `everyMs`, while nobody paused and the page is looked at. */
export function useKeptUp(look: () => unknown, everyMs: number, enabled = true): void {
  const { paused } = useLive();
  const changed = useRef(false);
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
  });
  useChannel('flows', () => {
    changed.current = true;
  });
  useEffect(() => {
    if (paused || !enabled) return;
    const timer = setInterval(() => {
      if (!changed.current || document.hidden) return;
      changed.current = false;
      latest.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [paused, enabled, everyMs]);
}
