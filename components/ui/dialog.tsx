'use client';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface DialogProps {
  title: string;
  /** What will happen, in a sentence or two. */
  says: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}

/** A question over the page: Escape and a click beside it leave everything as it was. */
export function Dialog({ title, says, open, onOpenChange, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.35)]" />
        <Radix.Content className="fixed top-[12%] left-1/2 z-50 flex max-h-[80dvh] w-[min(32rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col gap-3 overflow-y-auto rounded-md border border-line-strong bg-panel p-5 shadow-floating">
          <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
          <Radix.Description asChild>
            <div className="text-muted wrap-anywhere">{says}</div>
          </Radix.Description>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
