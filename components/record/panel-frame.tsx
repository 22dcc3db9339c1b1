'use client';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';

interface PanelFrameProps {
  title: ReactNode;
  subtitle: ReactNode;
  chip: ReactNode;
  /** What "Copy JSON" copies. */
  json: unknown;
  onClose: () => void;
  children: ReactNode;
}

/** The details beside the picture; over it where there is no room for both. */
export function PanelFrame({ title, subtitle, chip, json, onClose, children }: PanelFrameProps) {
  return (
    <aside aria-label="Details" className="z-20 flex w-85 shrink-0 flex-col border-l border-line bg-panel max-[1099px]:absolute max-[1099px]:inset-y-0 max-[1099px]:right-0 max-[1099px]:shadow-floating">
      <header className="border-b border-line px-4 pt-3 pb-2.5">
        <div className="flex items-start gap-2">
          <h2 className="min-w-0 flex-1 text-base font-semibold [overflow-wrap:anywhere]">{title}</h2>
          {chip}
        </div>
        <div className="mt-0.5 flex items-center gap-1">
          <div className="min-w-0 flex-1 text-muted">{subtitle}</div>
          <CopyJson json={json} />
          <Button look="quiet" className="h-6 px-1.5" aria-label="Close details" title="Close (Esc)" onClick={onClose}>
            Close
          </Button>
        </div>
      </header>
      <div tabIndex={0} role="group" aria-label="Details of the record" className="min-h-0 flex-1 overflow-auto px-4 py-3 outline-offset-[-2px]">
        {children}
      </div>
    </aside>
  );
}

function CopyJson({ json }: { json: unknown }) {
  return <Copy text={JSON.stringify(json, null, 2)} label="as JSON" />;
}
