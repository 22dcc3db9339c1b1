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
    <header className="flex min-h-[46px] shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-4.5 max-sm:px-3 max-sm:py-2">
      {menu}
      <Crumbs />
      <div className="flex-1" />
      {search}
      {controls}
    </header>
  );
}
