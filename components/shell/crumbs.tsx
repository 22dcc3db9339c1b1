'use client';
import { usePathname } from 'next/navigation';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { PLACES } from '#components/shell/places.ts';
import { ShellLink } from '#components/shell/shell-link.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { fromPathPart } from '#lib/core/path-part.ts';

interface Named {
  readonly path: string;
  readonly name: string;
}

const CrumbContext = createContext<{ named: Named | null; setNamed: (named: Named | null) => void }>({ named: null, setNamed: () => undefined });

export function CrumbProvider({ children }: { children: ReactNode }) {
  const [named, setNamed] = useState<Named | null>(null);
  return <CrumbContext value={{ named, setNamed }}>{children}</CrumbContext>;
}

/** Names the page in the top bar, where its address does not say it well: a flow's best key instead of its id. */
export function PageCrumb({ name }: { name: string }) {
  const path = usePathname();
  const { setNamed } = useContext(CrumbContext);
  useEffect(() => {
    setNamed({ path, name });
    return () => setNamed(null);
  }, [path, name, setNamed]);
  return null;
}

const words: ReadonlyMap<string, string> = new Map(PLACES.map(({ href, word }) => [href.slice(1), word]));

export function Crumbs() {
  const path = usePathname();
  const { named } = useContext(CrumbContext);
  const parts = path.split('/').filter(Boolean);
  // Above an event there are no pages.
  const leads = words.has(parts[0] ?? '');
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0 shrink">
      <ol className="flex min-w-0 items-center gap-2 text-muted">
        {parts.map((part, index) => {
          const last = index === parts.length - 1;
          const name = last && named?.path === path ? named.name : ((index === 0 ? words.get(part) : undefined) ?? fromPathPart(part));
          return (
            <li key={`${index} ${part}`} className={`flex items-center gap-2 ${index === 0 ? 'shrink-0' : 'min-w-0'}`}>
              {index > 0 && <span aria-hidden>/</span>}
              {last ? (
                <span aria-current="page" className="min-w-0 truncate text-ink">
                  <Verbatim text={name} />
                </span>
              ) : !leads ? (
                <span className="min-w-0 truncate">
                  <Verbatim text={name} />
                </span>
              ) : (
                <ShellLink href={`/${parts.slice(0, index + 1).join('/')}`} className="min-w-0 truncate hover:text-ink">
                  <Verbatim text={name} />
                </ShellLink>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
