import type { ReactNode } from 'react';

/** A part of the page under its heading. */
export function Part({ title, does, children }: { title: string; does?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-t border-line py-3 first:border-0">
      <h3 className="font-semibold">{title}</h3>
      {does !== undefined && <p className="pb-1.5 text-sm text-muted">{does}</p>}
      {children}
    </section>
  );
}
