'use client';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { ZONE_COOKIE } from '#components/ui/zone-cookie.ts';

interface Clock {
  /** IANA name of the reader's zone. */
  readonly zone: string;
  /** Milliseconds since the epoch when the page was rendered, so that the server and the browser first write the same texts. */
  readonly renderedAt: number;
}

const ClockContext = createContext<Clock>({ zone: 'UTC', renderedAt: 0 });

/** Everything below writes times in `zone` until the browser has said its own. */
export function ClockProvider({ zone, renderedAt, children }: Clock & { children: ReactNode }) {
  const [own, setOwn] = useState(zone);
  useEffect(() => {
    const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setOwn(mine);
    document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(mine)}; path=/; max-age=31536000; samesite=lax`;
  }, []);
  return <ClockContext value={{ zone: own, renderedAt }}>{children}</ClockContext>;
}

export const useZone = (): string => useContext(ClockContext).zone;

/** The time in milliseconds, renewed every so often; at first the time at which the page was rendered. */
export function useNow(everyMs = 60_000): number {
  const { renderedAt } = useContext(ClockContext);
  const [now, setNow] = useState(renderedAt);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
