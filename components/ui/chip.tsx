import type { ReactNode } from 'react';
import { classes } from '#components/ui/classes.ts';

/** The four meanings. */
export type Tone = 'ok' | 'warn' | 'bad' | 'idle';

const tones: Record<Tone, string> = {
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  idle: 'bg-idle-soft text-idle',
};

const shape = 'inline-flex h-5 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-[5px] px-[7px] text-xs';

/** A word with a meaning; `dot` puts a dot of its colour before it. */
export function Chip({ tone, dot = false, title, children }: { tone: Tone; dot?: boolean; title?: string; children: ReactNode }) {
  return (
    <span className={classes(shape, 'font-[550]', tones[tone])} title={title}>
      {dot && <span aria-hidden className="size-[7px] rounded-full bg-current" />}
      {children}
    </span>
  );
}

/** A value that names something: an id, a key, a trace. */
export function KeyChip({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <span className={classes(shape, 'max-w-full border border-line-strong font-mono font-[450] text-muted')} title={title}>
      {children}
    </span>
  );
}
