'use client';
import { useEffect, useRef } from 'react';
import { useChannel, useLive } from '#components/live/live-provider.tsx';
import type { Channel } from '#lib/contracts/stream.ts';

/** A little after the news, so that what comes together is read together. */
const SOON_MS = 300;

/**
 * Calls `look` when a channel tells news, and at least once in `everyMs` for what changes without any; while nobody paused
 * and the page is looked at.
 */
export function useTold(channel: Channel, look: () => unknown, everyMs = 15_000): void {
  const { paused } = useLive();
  const latest = useRef(look);
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = look;
  });
  useChannel(channel, () => {
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
