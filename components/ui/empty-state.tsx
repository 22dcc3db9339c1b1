import type { ReactNode } from 'react';

/** What to say where there is nothing: that there is nothing, why, and what to do next. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <section className="mx-auto flex w-full max-w-160 flex-col gap-3 px-6 py-12">
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="flex flex-col gap-3 text-muted">{children}</div>
    </section>
  );
}
