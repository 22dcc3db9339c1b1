import type { ReactNode } from 'react';
import { Frame } from '#app/frame.tsx';
import { LagRange } from '#components/lag/lag-range.tsx';
import { LiveButton } from '#components/live/live-button.tsx';

export default function LagLayout({ children }: { children: ReactNode }) {
  const controls = (
    <>
      <LagRange />
      <LiveButton />
    </>
  );
  return <Frame controls={controls}>{children}</Frame>;
}
