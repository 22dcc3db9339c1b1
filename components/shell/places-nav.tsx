'use client';
import { usePathname } from 'next/navigation';
import { DeadLetterCount } from '#components/shell/dead-letter-count.tsx';
import { LagCount } from '#components/shell/lag-count.tsx';
import { PLACES } from '#components/shell/places.ts';
import { ShellLink } from '#components/shell/shell-link.tsx';
import { classes } from '#components/ui/classes.ts';
import { Icon } from '#components/ui/icon.tsx';

/** The pages, and which of them one is on. */
export function PlacesNav() {
  const pathname = usePathname();
  const isOn = (href: string): boolean => pathname === href || pathname.startsWith(`${href}/`);
  /** The place that lists those below it: the one that one is on, or is below of. */
  const unfolded = PLACES.find(({ href }) => isOn(href));
  const shown = PLACES.filter(({ under }) => under === undefined || under === (unfolded?.under ?? unfolded?.href));
  return (
    <nav aria-label="Main" className="flex flex-col gap-0.5">
      {shown.map(({ href, word, icon, under }) => {
        const here = isOn(href);
        return (
          <ShellLink
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={classes('flex h-[30px] items-center gap-2.5 rounded-md px-2 font-medium max-sm:h-10', under !== undefined && 'ml-4', here ? 'bg-panel text-ink ring-1 ring-line' : 'text-muted hover:text-ink')}
          >
            <Icon name={icon} />
            {word}
            {href === '/lag' && <LagCount />}
            {href === '/dead-letters' && <DeadLetterCount />}
          </ShellLink>
        );
      })}
    </nav>
  );
}
