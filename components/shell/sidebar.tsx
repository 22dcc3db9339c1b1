'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { ThemeSwitch } from '#components/shell/theme-switch.tsx';
import { classes } from '#components/ui/classes.ts';
import { Brand, Icon, type IconName } from '#components/ui/icon.tsx';

const places: readonly { href: string; word: string; icon: IconName }[] = [
  { href: '/flows', word: 'Flows', icon: 'flows' },
  { href: '/health', word: 'Health', icon: 'health' },
  { href: '/settings', word: 'Settings', icon: 'settings' },
];

export function Sidebar({ foot }: { foot: ReactNode }) {
  const pathname = usePathname();
  return (
    <aside className="flex min-h-0 flex-col gap-0.5 overflow-y-auto border-r border-line bg-sunken px-2.5 py-3.5">
      <Link href="/flows" className="px-2 pt-0.5 pb-3.5">
        <Brand />
      </Link>
      <nav aria-label="Main" className="flex flex-col gap-0.5">
        {places.map(({ href, word, icon }) => {
          const here = pathname === href || pathname.startsWith(`${href}/`);
          return (
            <Link
              key={href}
              href={href}
              aria-current={here ? 'page' : undefined}
              className={classes(
                'flex h-[30px] items-center gap-2.5 rounded-md px-2 font-medium',
                here ? 'bg-panel text-ink ring-1 ring-line' : 'text-muted hover:text-ink',
              )}
            >
              <Icon name={icon} />
              {word}
            </Link>
          );
        })}
      </nav>
      <div className="mt-auto flex flex-col gap-2 pt-6">
        {foot}
        <ThemeSwitch />
      </div>
    </aside>
  );
}
