import type { ReactNode } from 'react';
import { Frame } from '#app/frame.tsx';
import { FlowListRange } from '#components/flow-list/flow-list-range.tsx';
import { LiveButton } from '#components/live/live-button.tsx';

export default function FlowsLayout({ children }: { children: ReactNode }) {
  const controls = (
    <>
      <FlowListRange />
      <LiveButton />
    </>
  );
  return <Frame controls={controls}>{children}</Frame>;
}
