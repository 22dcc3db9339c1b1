'use client';
import { Toast as Radix } from 'radix-ui';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { Button, buttonClasses } from '#components/ui/button.tsx';

interface Said {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
  readonly undo: (() => void) | null;
}

interface Toasts {
  /** Says what was done, for a while; with `undo` there is a button that takes it back. */
  readonly say: (text: string, options?: { readonly undo?: () => void; readonly bad?: boolean }) => void;
}

const ToastContext = createContext<Toasts | null>(null);

const SHOWN_MS = 8000;
/** Whoever has to decide whether to undo needs time to read what was done. */
const UNDO_MS = 20_000;
const MOST = 3;

/** Answers to what somebody did, at the foot of the page; F8 leads there. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<readonly Said[]>([]);
  const say = useCallback<Toasts['say']>((text, { undo, bad = false } = {}) => {
    setSaid((now) => [...now.slice(1 - MOST), { id: (now.at(-1)?.id ?? 0) + 1, text, bad, undo: undo ?? null }]);
  }, []);
  const forget = (id: number): void => setSaid((now) => now.filter((each) => each.id !== id));
  return (
    <ToastContext value={useMemo(() => ({ say }), [say])}>
      <Radix.Provider label="What was done" swipeDirection="right">
        {children}
        {said.map(({ id, text, bad, undo }) => (
          <Radix.Root
            key={id}
            duration={undo === null ? SHOWN_MS : UNDO_MS}
            onOpenChange={(open) => !open && forget(id)}
            className="flex items-center gap-2 rounded-md border border-line-strong bg-panel py-2 pr-2 pl-3 shadow-floating"
          >
            <Radix.Description className={`num min-w-0 flex-1 wrap-anywhere ${bad ? 'text-bad' : ''}`}>{text}</Radix.Description>
            {undo !== null && (
              <Radix.Action altText="Undo: it can also be restored later" asChild>
                <Button onClick={undo}>Undo</Button>
              </Radix.Action>
            )}
            <Radix.Close className={buttonClasses({ look: 'quiet' })}>Close</Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2 outline-none" />
      </Radix.Provider>
    </ToastContext>
  );
}

export function useToasts(): Toasts {
  const toasts = useContext(ToastContext);
  if (toasts === null) throw new Error('useToasts is used outside of ToastProvider');
  return toasts;
}
