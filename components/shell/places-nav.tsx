'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { LagCount } from '#components/shell/lag-count.tsx';
import { PLACES } from '#components/shell/places.ts';
import { classes } from '#components/ui/classes.ts';
import { Icon } from '#components/ui/icon.tsx';

/** The pages, and which of them one is on. */
export function PlacesNav() {
  const pathname = usePathname();
  return (
    <nav aria-label="Main" className="flex flex-col gap-0.5">
      {PLACES.map(({ href, word, icon }) => {
        const here = pathname === href || pathname.startsWith(`${href}/`);
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={classes('flex h-[30px] items-center gap-2.5 rounded-md px-2 font-medium max-sm:h-10', here ? 'bg-panel text-ink ring-1 ring-line' : 'text-muted hover:text-ink')}
          >
            <Icon name={icon} />
            {word}
            {href === '/lag' && <LagCount />}
          </Link>
        );
      })}
    </nav>
  );
}
