import type { ReactNode } from 'react';
import { Frame } from '#app/frame.tsx';
import { LiveButton } from '#components/live/live-button.tsx';
import { ToastProvider } from '#components/ui/toasts.tsx';

export default function ReplaysLayout({ children }: { children: ReactNode }) {
  return (
    <Frame controls={<LiveButton />}>
      <ToastProvider>{children}</ToastProvider>
    </Frame>
  );
}
