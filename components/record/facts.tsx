import type { ReactNode } from 'react';

/** Names and values under a heading. */
export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-4 border-t border-line pt-3 first:mt-0 first:border-0 first:pt-0">
      <h3 className="mb-1.5 flex items-baseline justify-between gap-2 text-sm font-semibold">
        {title}
        {note !== undefined && <span className="text-xs font-normal text-faint">{note}</span>}
      </h3>
      {children}
    </section>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className="flex flex-col">{children}</dl>;
}

/** One line: the name on the left, its value on the right. */
export function Fact({ name, mono = false, children }: { name: ReactNode; mono?: boolean; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-[3px]">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className={`num min-w-0 text-right [&_time]:whitespace-nowrap [overflow-wrap:anywhere] ${mono ? 'font-mono text-sm' : ''}`}>{children}</dd>
    </div>
  );
}
