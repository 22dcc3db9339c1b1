import type { ReactNode } from 'react';
import { Frame } from '#app/frame.tsx';
import { LiveButton } from '#components/live/live-button.tsx';
import { TopologyRange } from '#components/topology/topology-range.tsx';

export default function TopologyLayout({ children }: { children: ReactNode }) {
  const controls = (
    <>
      <TopologyRange />
      <LiveButton />
    </>
  );
  return <Frame controls={controls}>{children}</Frame>;
}
