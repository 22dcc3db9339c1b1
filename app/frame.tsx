import type { ReactNode } from 'react';
import { PaletteButton } from '#components/palette/palette-button.tsx';
import { CollectingIndicator } from '#components/shell/collecting-indicator.tsx';
import { DemoPanel } from '#components/shell/demo-panel.tsx';
import { LogOut } from '#components/shell/log-out.tsx';
import { Shell } from '#components/shell/shell.tsx';
import { readHealth } from '#lib/services/health/read.ts';
import { askCollector } from '#lib/web/ask-collector.ts';
import { demoState } from '#lib/web/demo-state.ts';
import { authorisePage } from '#lib/web/page.ts';

/** The frame of every page behind the login, with what it says of the whole system. */
export async function Frame({ controls, children }: { controls?: ReactNode; children: ReactNode }) {
  const { store, settings } = await authorisePage();
  const [health, demo] = await Promise.all([readHealth(store, askCollector(settings)), demoState(settings.demoStatePath)]);
  return (
    <Shell
      search={<PaletteButton />}
      controls={controls}
      foot={
        <>
          {demo && <DemoPanel rate={demo.rate} faults={demo.faults} />}
          <CollectingIndicator initial={health} />
          {settings.token !== null && <LogOut />}
        </>
      }
    >
      {children}
    </Shell>
  );
}
