'use client';
import { useNow, useZone } from '#components/ui/clock.tsx';
import { formatAgo } from '#components/ui/format.ts';
import { formatLocalTime, formatUtc, type TimeStyle } from '#components/ui/format-time.ts';

/** A time in the reader's zone; its title says it in UTC with every digit. */
export function Time({ at, style = 'seconds', className }: { at: string | number; style?: TimeStyle; className?: string }) {
  const zone = useZone();
  const now = useNow();
  return (
    <time dateTime={typeof at === 'string' ? at : new Date(at).toISOString()} title={formatUtc(at)} className={className}>
      {formatLocalTime(at, zone, { style, now })}
    </time>
  );
}

/** How long ago, renewed every second. */
export function Ago({ at, className }: { at: string | number; className?: string }) {
  const now = useNow(1000);
  return (
    <time dateTime={typeof at === 'string' ? at : new Date(at).toISOString()} title={formatUtc(at)} className={className}>
      {formatAgo(now - new Date(at).getTime())}
    </time>
  );
}
