'use client';
import { useHealth } from '#components/live/use-health.ts';
import { collecting } from '#components/live/collecting.ts';
import { ShellLink } from '#components/shell/shell-link.tsx';
import type { Tone } from '#components/ui/chip.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatRate } from '#components/ui/format.ts';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Health } from '#lib/contracts/health.ts';

const dots: Record<Tone, string> = { ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad', idle: 'bg-idle' };
const texts: Record<Tone, string> = { ok: 'text-muted', warn: 'text-warn', bad: 'text-bad', idle: 'text-muted' };

/** Whether anything is being collected right now, and how much; leads to the health page. */
export function CollectingIndicator({ initial }: { initial: Health }) {
  const { health, error } = useHealth(initial);
  const { tone, words, since, eventsPerSecond } = collecting(error ? null : health);
  return (
    <ShellLink href="/health" aria-label={`Collecting: ${words}`} className={classes('flex flex-col rounded-md px-2 py-1 text-sm hover:bg-panel', texts[tone])}>
      <span className="flex items-center gap-2.5">
        <span aria-hidden className={classes('size-[7px] shrink-0 rounded-full', dots[tone])} />
        <Verbatim text={words} className="min-w-0 truncate" />
        {eventsPerSecond !== null && <span className="num ml-auto" title="events a second">{formatRate(eventsPerSecond)}</span>}
      </span>
      {since && (
        <span className="pl-[17px] text-xs">
          since <Time at={since} />
        </span>
      )}
    </ShellLink>
  );
}
