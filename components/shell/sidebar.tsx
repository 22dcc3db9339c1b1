import type { ReactNode } from 'react';
import { PlacesNav } from '#components/shell/places-nav.tsx';
import { ShellLink } from '#components/shell/shell-link.tsx';
import { ThemeSwitch } from '#components/shell/theme-switch.tsx';
import { Brand } from '#components/ui/icon.tsx';
import { ZoneSwitch } from '#components/ui/zone-switch.tsx';

/** What leads to every page; below it, what is being collected. */
export function Sidebar({ foot }: { foot: ReactNode }) {
  return (
    <div className="flex h-full min-h-0 flex-col gap-0.5 overflow-y-auto bg-sunken px-2.5 py-3.5">
      <ShellLink href="/flows" className="px-2 pt-0.5 pb-3.5">
        <Brand />
      </ShellLink>
      <PlacesNav />
      <div className="mt-auto flex flex-col gap-2 pt-6">
        {foot}
        <ZoneSwitch />
        <ThemeSwitch />
      </div>
    </div>
  );
}
