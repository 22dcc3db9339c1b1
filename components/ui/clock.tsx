'use client';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { TIMES_COOKIE, ZONE_COOKIE } from '#components/ui/zone-cookie.ts';

interface Clock {
  /** IANA name of the zone in which times are written. */
  readonly zone: string;
  /** Of the reader's own, whether or not it is the one in use. */
  readonly ownZone: string;
  readonly inUtc: boolean;
  readonly setInUtc: (inUtc: boolean) => void;
  /** Milliseconds since the epoch when the page was rendered, so that the server and the browser first write the same texts. */
  readonly renderedAt: number;
}

interface ClockProviderProps {
  /** The reader's own zone, as far as the server knows it. */
  zone: string;
  inUtc: boolean;
  renderedAt: number;
  children: ReactNode;
}

const ClockContext = createContext<Clock>({ zone: 'UTC', ownZone: 'UTC', inUtc: false, setInUtc: () => undefined, renderedAt: 0 });

const remember = (name: string, value: string): void => {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`;
};

/** Everything below writes times in `zone` until the browser has said its own, or in UTC where that is chosen. */
export function ClockProvider({ zone, inUtc: first, renderedAt, children }: ClockProviderProps) {
  const [ownZone, setOwnZone] = useState(zone);
  const [inUtc, setInUtc] = useState(first);
  useEffect(() => {
    const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setOwnZone(mine);
    remember(ZONE_COOKIE, mine);
  }, []);
  const choose = (next: boolean): void => {
    remember(TIMES_COOKIE, next ? 'utc' : 'local');
    setInUtc(next);
  };
  return <ClockContext value={{ zone: inUtc ? 'UTC' : ownZone, ownZone, inUtc, setInUtc: choose, renderedAt }}>{children}</ClockContext>;
}

export const useClock = (): Clock => useContext(ClockContext);

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
