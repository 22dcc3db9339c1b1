import type { ReactNode } from 'react';
import { Frame } from '#app/frame.tsx';
import { ListRange } from '#components/dead-letters/list-range.tsx';
import { LiveButton } from '#components/live/live-button.tsx';
import { ToastProvider } from '#components/ui/toasts.tsx';

export default function DeadLettersLayout({ children }: { children: ReactNode }) {
  const controls = (
    <>
      <ListRange />
      <LiveButton />
    </>
  );
  return (
    <Frame controls={controls}>
      <ToastProvider>{children}</ToastProvider>
    </Frame>
  );
}
