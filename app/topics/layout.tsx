import type { ReactNode } from 'react';
import { Frame } from '#app/frame.tsx';
import { LiveButton } from '#components/live/live-button.tsx';
import { TopicsRange } from '#components/topics/topics-range.tsx';

export default function TopicsLayout({ children }: { children: ReactNode }) {
  const controls = (
    <>
      <TopicsRange />
      <LiveButton />
    </>
  );
  return <Frame controls={controls}>{children}</Frame>;
}
