import type { ReactNode } from 'react';
import { classes } from '#components/ui/classes.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import type { ConventionEntry } from '#lib/contracts/conventions.ts';

/** A line of the settings: its name on the left, all its values on the right. */
export function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[108px_minmax(0,1fr)] items-baseline gap-x-3 py-[3px]">
      <dt className="text-muted">{name}</dt>
      <dd className="num flex min-w-0 flex-wrap items-baseline gap-x-1 gap-y-1">{children}</dd>
    </div>
  );
}

/** Names in the order in which they are believed; those that the configuration added are marked, by more than colour. Nothing where there are none. */
export function EntryLine({ name, entries }: { name: string; entries: readonly ConventionEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <Line name={name}>
      {entries.map(({ value, configured }) => (
        <Value key={value} text={value} configured={configured} />
      ))}
    </Line>
  );
}

export function Value({ text, configured = false }: { text: string; configured?: boolean }) {
  return (
    <span className={classes('inline-flex max-w-full items-baseline gap-1.5 rounded-sm px-1.5 font-mono text-sm', configured ? 'bg-accent-soft text-accent' : 'bg-sunken')}>
      <bdi className="wrap-anywhere">{visibleText(text)}</bdi>
      {configured && <span className="font-sans text-xs">configured</span>}
    </span>
  );
}
