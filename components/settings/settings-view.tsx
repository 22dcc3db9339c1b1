import type { ReactNode } from 'react';
import { InForce } from '#components/settings/in-force.tsx';
import { TryMessage } from '#components/settings/try-message.tsx';
import type { ConventionsInForce } from '#lib/contracts/conventions.ts';

/** A message to try, and beside it what is in force; on narrow screens one above the other. */
export function SettingsView({ conventions }: { conventions: ConventionsInForce }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto min-[1200px]:overflow-hidden">
      <div className="flex shrink-0 flex-col gap-1.5 border-b border-line px-4.5 pt-4 pb-3">
        <h1>Settings</h1>
        <p className="text-muted">
          {conventions.configFile === null ? (
            <>
              No configuration file: everything here is a default. Put a <code className="text-sm">throughline.config.json</code> where Throughline is started, or name a file by <code className="text-sm">THROUGHLINE_CONFIG</code>.
            </>
          ) : (
            <>
              From <code className="text-sm wrap-anywhere">{conventions.configFile}</code>, which web and collector read when they start. What it adds is marked, and believed before the defaults.
            </>
          )}
        </p>
      </div>
      <div className="grid min-[1200px]:min-h-0 min-[1200px]:flex-1 min-[1200px]:grid-cols-2">
        <Column title="Try a message">
          <TryMessage />
        </Column>
        <Column title="In force" className="border-t border-line min-[1200px]:border-t-0 min-[1200px]:border-l">
          <InForce conventions={conventions} />
        </Column>
      </div>
    </div>
  );
}

function Column({ title, className = '', children }: { title: string; className?: string; children: ReactNode }) {
  return (
    <section aria-label={title} tabIndex={0} className={`min-w-0 px-4.5 pt-4 pb-12 min-[1200px]:overflow-y-auto ${className}`}>
      <h2 className="pb-2 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}
