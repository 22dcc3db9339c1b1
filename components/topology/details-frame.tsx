'use client';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';

/** Beside the picture; over it where there is no room for both. */
export function DetailsFrame({ title, chip, subtitle, onClose, children }: { title: ReactNode; chip: ReactNode; subtitle: ReactNode; onClose: () => void; children: ReactNode }) {
  return (
    <aside aria-label="Details" className="z-20 flex w-90 max-w-full shrink-0 flex-col border-l border-line bg-panel max-[1099px]:absolute max-[1099px]:inset-y-0 max-[1099px]:right-0 max-[1099px]:shadow-floating">
      <header className="border-b border-line px-4 pt-3 pb-2.5">
        <div className="flex items-start gap-2">
          <h2 className="min-w-0 flex-1 text-base font-semibold [overflow-wrap:anywhere]">{title}</h2>
          {chip}
          <Button look="quiet" className="h-6 px-1.5" aria-label="Close details" title="Close (Esc)" onClick={onClose}>
            Close
          </Button>
        </div>
        <div className="text-muted">{subtitle}</div>
      </header>
      <div tabIndex={0} role="group" aria-label="Details of what is chosen" className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto px-4 py-3 outline-offset-[-2px]">
        {children}
      </div>
    </aside>
  );
}

export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="num text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
