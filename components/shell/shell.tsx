import type { ReactNode } from 'react';
import { CrumbProvider } from '#components/shell/crumbs.tsx';
import { KeyboardHelp } from '#components/shell/keyboard-help.tsx';
import { Menu } from '#components/shell/menu.tsx';
import { PlaceKeys } from '#components/shell/place-keys.tsx';
import { Sidebar } from '#components/shell/sidebar.tsx';
import { TopBar } from '#components/shell/top-bar.tsx';

interface ShellProps {
  /** Stands at the foot of the sidebar: what is being collected, what the demo plays. */
  foot: ReactNode;
  search: ReactNode;
  /** Controls of the page, at the right of the top bar. */
  controls?: ReactNode;
  children: ReactNode;
}

/** The frame of every page but the login: sidebar, top bar, and the page in between. */
export function Shell({ foot, search, controls, children }: ShellProps) {
  return (
    <CrumbProvider>
      <a href="#page" className="sr-only z-50 rounded-md bg-panel px-3 py-1.5 focus:not-sr-only focus:absolute focus:top-2 focus:left-2">
        Skip to the page
      </a>
      <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] sm:grid-cols-[168px_minmax(0,1fr)] min-[1200px]:grid-cols-[188px_minmax(0,1fr)]">
        <aside className="min-h-0 border-r border-line max-sm:hidden">
          <Sidebar foot={foot} />
        </aside>
        <div className="flex min-w-0 flex-col">
          <TopBar
            menu={
              <Menu>
                <Sidebar foot={foot} />
              </Menu>
            }
            search={search}
            controls={controls}
          />
          <main id="page" tabIndex={-1} className="flex min-h-0 flex-1 flex-col overflow-hidden outline-none">
            {children}
          </main>
        </div>
      </div>
      <PlaceKeys />
      <KeyboardHelp />
    </CrumbProvider>
  );
}
