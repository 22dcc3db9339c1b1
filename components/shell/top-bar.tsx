import type { ReactNode } from 'react';
import { Crumbs } from '#components/shell/crumbs.tsx';

interface TopBarProps {
  /** Leads to the other pages where no sidebar does. */
  menu: ReactNode;
  search: ReactNode;
  controls?: ReactNode;
}

export function TopBar({ menu, search, controls }: TopBarProps) {
  return (
    <header className="flex min-h-[46px] shrink-0 flex-wrap items-center gap-x-3 sm:flex-nowrap gap-y-1.5 border-b border-line px-4.5 max-sm:px-3 max-sm:py-2">
      {menu}
      <div className="flex min-w-0 max-sm:min-w-16 max-sm:flex-1">
        <Crumbs />
      </div>
      <div className="flex-1 max-sm:hidden" />
      <div className="flex min-w-9 shrink basis-[420px] max-sm:order-last max-sm:basis-full">{search}</div>
      {controls}
    </header>
  );
}
