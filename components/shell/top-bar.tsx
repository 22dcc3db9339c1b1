import type { ReactNode } from 'react';
import { Crumbs } from '#components/shell/crumbs.tsx';

export function TopBar({ search, controls }: { search: ReactNode; controls?: ReactNode }) {
  return (
    <header className="flex h-[46px] shrink-0 items-center gap-3 border-b border-line px-4.5">
      <Crumbs />
      <div className="flex-1" />
      {search}
      {controls}
    </header>
  );
}
