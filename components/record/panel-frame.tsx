'use client';
import type { CSSProperties, ReactNode, Ref } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { CopyMenu, type CopyItem } from '#components/record/copy-menu.tsx';
import { PanelResizer } from '#components/record/panel-resizer.tsx';
import { usePanelWidth } from '#components/record/panel-width.ts';

export interface PanelFrameProps {
  title: ReactNode;
  subtitle: ReactNode;
  chip: ReactNode;
  /** The record's own address, from its first slash. */
  href: string;
  copies: readonly CopyItem[];
  /** The way by which one came here. */
  trail: ReactNode;
  onClose: () => void;
  /** What takes the focus when one goes to the details. */
  content: Ref<HTMLDivElement>;
  children: ReactNode;
}

/** The details beside the picture; over it where there is no room for both, and instead of it on a phone. */
export function PanelFrame({ title, subtitle, chip, href, copies, trail, onClose, content, children }: PanelFrameProps) {
  const [width] = usePanelWidth();
  return (
    <aside
      aria-label="Details"
      style={{ '--details-width': `${width}px` } as CSSProperties}
      className="relative z-20 flex w-(--details-width) max-w-[calc(100vw-320px)] shrink-0 flex-col border-l border-line bg-panel max-[1099px]:absolute max-[1099px]:inset-y-0 max-[1099px]:right-0 max-[1099px]:max-w-[calc(100%-40px)] max-[1099px]:shadow-floating max-sm:w-full max-sm:max-w-full"
    >
      <PanelResizer />
      <header className="border-b border-line px-4 pt-3 pb-2.5">
        {trail}
        <div className="flex items-start gap-2">
          <h2 className="min-w-0 flex-1 text-base font-semibold [overflow-wrap:anywhere]">{title}</h2>
          {chip}
        </div>
        <div className="mt-0.5 min-w-0 text-muted">{subtitle}</div>
        <div className="mt-1.5 -ml-1.5 flex items-center gap-0.5">
          <CopyMenu items={copies} />
          <CopyLink href={href} />
          <span className="flex-1" />
          <Button look="quiet" className="-mr-1.5 h-6 px-1.5" aria-label="Close details" title="Close (Esc)" onClick={onClose}>
            Close
          </Button>
        </div>
      </header>
      <div ref={content} tabIndex={0} role="group" aria-label="Details of the record" className="relative min-h-0 flex-1 overflow-auto px-4 py-3 outline-offset-[-2px]">
        {children}
      </div>
    </aside>
  );
}

/** The address is put together when it is wanted: the server does not know under which name it is reached. */
function CopyLink({ href }: { href: string }) {
  return <Copy text={() => new URL(href, location.origin).href} label="link to this record" said="Copy link" className="h-6! px-1.5! text-sm! font-medium text-muted!" />;
}
